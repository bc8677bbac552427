package io.tidegate.cli;

import io.tidegate.upstream.PipeProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// An MCP server of the older era as a process, whose tool `work` goes on until a file is there, whoever waits for it.
public final class Sleeper {
    private Sleeper() {}

    /// @param arguments the file
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        PipeProgram.serve(message -> take(message, file));
    }

    private static void take(JsonNode message, Path file) {
        String id = PipeProgram.id(message);
        switch (message.path("method").asString("")) {
            case "initialize" ->
                result(
                        id,
                        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                                + "\"serverInfo\":{\"name\":\"sleeper\",\"version\":\"1\"}}");
            case "tools/list" -> result(id, "{\"tools\":[{\"name\":\"work\",\"inputSchema\":{\"type\":\"object\"}}]}");
            case "tools/call" -> Thread.ofVirtual().start(() -> work(id, file));
            case "notifications/cancelled" -> {} // as most servers take it
            default -> PipeProgram.unknown(message);
        }
    }

    private static void work(String id, Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(20_000_000);
        }
        result(id, "{\"content\":[{\"type\":\"text\",\"text\":\"worked\"}]}");
    }

    private static synchronized void result(String id, String json) {
        PipeProgram.say(PipeProgram.result(id, json));
    }
}

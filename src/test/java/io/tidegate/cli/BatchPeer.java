package io.tidegate.cli;

import io.tidegate.upstream.PipeProgram;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// An MCP server as a process, of the version that it is started with, whose tools answer in lists. `small` and `large`
/// answer behind progress and before a ping, `many` with more than anybody has to take at once.
public final class BatchPeer {

    private BatchPeer() {}

    public static void main(String[] arguments) throws IOException {
        PipeProgram.say("[INFO] a line of a log, as many write them");
        PipeProgram.serve(message -> take(message, arguments[0]));
    }

    private static void take(JsonNode message, String version) {
        String id = PipeProgram.id(message);
        switch (message.path("method").asString("")) {
            case "initialize" ->
                PipeProgram.say(
                        PipeProgram.result(
                                id,
                                "{\"protocolVersion\":\"" + version
                                        + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"b\",\"version\":\"1\"}}"));
            case "tools/list" ->
                PipeProgram.say(PipeProgram.result(
                        id,
                        "{\"tools\":[{\"name\":\"small\",\"inputSchema\":{\"type\":\"object\"}},"
                                + "{\"name\":\"large\",\"inputSchema\":{\"type\":\"object\"}},"
                                + "{\"name\":\"many\",\"inputSchema\":{\"type\":\"object\"}}]}"));
            case "tools/call" -> call(id, message.path("params"));
            case "" -> {
                // the answer to the ping
            }
            default -> PipeProgram.unknown(message);
        }
    }

    private static void call(String id, JsonNode params) {
        String name = params.path("name").asString();
        String text = name.equals("large") ? "\\\"]},{[".repeat(20_000) : "\\\"]},{[";
        String answer = PipeProgram.result(id, "{\"content\":[{\"type\":\"text\",\"text\":\"said " + text + "\"}]}");
        String progress = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progress\":1,"
                + "\"progressToken\":" + params.path("_meta").path("progressToken") + "}}";
        PipeProgram.say("[ " + progress + (", " + progress).repeat(name.equals("many") ? 100 : 0) + " , " + answer
                + ",{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}]");
    }
}

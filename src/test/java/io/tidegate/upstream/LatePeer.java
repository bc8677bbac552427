package io.tidegate.upstream;

import java.io.IOException;
import java.time.Duration;

/// An MCP server of the newer era as a process that takes longer to start than a probe waits, each time: what it was
/// asked meanwhile it answers then. It knows no `initialize`.
public final class LatePeer {
    private static final Duration START = Duration.ofMillis(3_500);

    private LatePeer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Thread.sleep(START);
        PipeProgram.serve(message -> {
            String id = PipeProgram.id(message);
            switch (message.path("method").asString("")) {
                case "server/discover" ->
                    PipeProgram.say(
                            PipeProgram.result(
                                    id,
                                    "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}"));
                case "tools/list" ->
                    PipeProgram.say(
                            PipeProgram.result(
                                    id,
                                    "{\"resultType\":\"complete\",\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}}]}"));
                case "tools/call" ->
                    PipeProgram.say(PipeProgram.result(id, "{\"resultType\":\"complete\",\"content\":[]}"));
                default -> PipeProgram.unknown(message);
            }
        });
    }
}

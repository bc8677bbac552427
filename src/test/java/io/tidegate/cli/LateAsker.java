package io.tidegate.cli;

import io.tidegate.upstream.PipeProgram;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An MCP server of the older era as a process, which does not care that a call was given up: it logs and asks for that
/// call when the next one comes.
///
/// Its tool `late` never answers. Its tool `plain` answers what became of the question that `late` asks meanwhile.
public final class LateAsker {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static boolean givenUp;
    private static Optional<String> plain = Optional.empty();

    private LateAsker() {}

    public static void main(String[] arguments) throws IOException {
        PipeProgram.serve(LateAsker::take);
    }

    private static void take(JsonNode message) {
        String id = PipeProgram.id(message);
        switch (message.path("method").asString("")) {
            case "initialize" ->
                result(
                        id,
                        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},\"logging\":{}},"
                                + "\"serverInfo\":{\"name\":\"late\",\"version\":\"1\"}}");
            case "tools/list" ->
                result(
                        id,
                        "{\"tools\":[{\"name\":\"late\",\"inputSchema\":{\"type\":\"object\"}},"
                                + "{\"name\":\"plain\",\"inputSchema\":{\"type\":\"object\"}}]}");
            case "tools/call" -> call(id, message.path("params"));
            case "notifications/cancelled" -> {
                givenUp = true;
                ask();
            }
            case "logging/setLevel" -> result(id, "{}");
            case "" ->
                result(
                        plain.orElseThrow(),
                        "{\"content\":[{\"type\":\"text\",\"text\":" + MAPPER.writeValueAsString(message.toString())
                                + "}]}");
            default -> PipeProgram.unknown(message);
        }
    }

    private static void call(String id, JsonNode params) {
        if (params.path("name").asString().equals("plain")) {
            plain = Optional.of(id);
            ask();
        } else {
            PipeProgram.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progress\":1,"
                    + "\"progressToken\":" + params.path("_meta").path("progressToken") + "}}");
        }
    }

    private static void ask() {
        if (givenUp && plain.isPresent()) {
            PipeProgram.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                    + "{\"level\":\"error\",\"data\":\"of the call that was given up\"}}");
            PipeProgram.say("{\"jsonrpc\":\"2.0\",\"id\":\"late\",\"method\":\"elicitation/create\",\"params\":"
                    + "{\"message\":\"delete all?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}");
        }
    }

    private static void result(String id, String json) {
        PipeProgram.say(PipeProgram.result(id, json));
    }
}

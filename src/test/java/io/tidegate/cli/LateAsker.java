package io.tidegate.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An MCP server of the older era as a process, which does not care that a call was given up: it logs and asks for that
/// call when the next one comes.
///
/// Its tool `late` never answers. Its tool `plain` answers what became of the question that `late` asks meanwhile.
public final class LateAsker {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static boolean givenUp;
    private static Optional<String> plain = Optional.empty();

    private LateAsker() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            take(MAPPER.readTree(line));
        }
    }

    private static void take(JsonNode message) {
        String id = message.path("id").toString();
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
            default -> {
                if (!message.path("id").isMissingNode()) {
                    OUT.println(
                            "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
                }
            }
        }
    }

    private static void call(String id, JsonNode params) {
        if (params.path("name").asString().equals("plain")) {
            plain = Optional.of(id);
            ask();
        } else {
            OUT.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progress\":1,"
                    + "\"progressToken\":" + params.path("_meta").path("progressToken") + "}}");
        }
    }

    private static void ask() {
        if (givenUp && plain.isPresent()) {
            OUT.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                    + "{\"level\":\"error\",\"data\":\"of the call that was given up\"}}");
            OUT.println("{\"jsonrpc\":\"2.0\",\"id\":\"late\",\"method\":\"elicitation/create\",\"params\":"
                    + "{\"message\":\"delete all?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}");
        }
    }

    private static void result(String id, String json) {
        OUT.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + json + "}");
    }
}

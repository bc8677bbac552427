package io.tidegate.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An MCP server as a process, of the version that it is started with, whose tools answer in lists. `small` and `large`
/// answer behind progress and before a ping, `many` with more than anybody has to take at once.
public final class BatchPeer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private BatchPeer() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        OUT.println("[INFO] a line of a log, as many write them");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode message = MAPPER.readTree(line);
            String id = message.path("id").toString();
            switch (message.path("method").asString("")) {
                case "initialize" ->
                    OUT.println(
                            result(
                                    id,
                                    "{\"protocolVersion\":\"" + arguments[0]
                                            + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"b\",\"version\":\"1\"}}"));
                case "tools/list" ->
                    OUT.println(result(
                            id,
                            "{\"tools\":[{\"name\":\"small\",\"inputSchema\":{\"type\":\"object\"}},"
                                    + "{\"name\":\"large\",\"inputSchema\":{\"type\":\"object\"}},"
                                    + "{\"name\":\"many\",\"inputSchema\":{\"type\":\"object\"}}]}"));
                case "tools/call" -> call(id, message.path("params"));
                case "" -> {
                    // the answer to the ping
                }
                default -> {
                    if (!message.path("id").isMissingNode()) {
                        OUT.println("{\"jsonrpc\":\"2.0\",\"id\":" + id
                                + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
                    }
                }
            }
        }
    }

    private static void call(String id, JsonNode params) {
        String name = params.path("name").asString();
        String text = name.equals("large") ? "\\\"]},{[".repeat(20_000) : "\\\"]},{[";
        String answer = result(id, "{\"content\":[{\"type\":\"text\",\"text\":\"said " + text + "\"}]}");
        String progress = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progress\":1,"
                + "\"progressToken\":" + params.path("_meta").path("progressToken") + "}}";
        OUT.println("[ " + progress + (", " + progress).repeat(name.equals("many") ? 100 : 0) + " , " + answer
                + ",{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}]");
    }

    private static String result(String id, String json) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + json + "}";
    }
}

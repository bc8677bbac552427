package io.tidegate.upstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An MCP server of the older era as a process that answers everything at any time, `initialize` or not, and tells in
/// which order it was asked, and which process it is. Calls with an argument `say` are answered by twos, the second
/// first, each with its own progress and its own word. With the argument `brittle` it ends when it is probed.
public final class OrderPeer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private OrderPeer() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<String> order = new ArrayList<>();
        List<JsonNode> held = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode message = MAPPER.readTree(line);
            String method = message.path("method").asString("");
            order.add(method);
            if (method.equals("server/discover") && List.of(arguments).contains("brittle")) {
                return;
            }
            if (message.path("params").path("arguments").has("say")) {
                held.add(message);
                if (held.size() == 2) {
                    held.reversed().forEach(call -> say(out, call));
                    held.clear();
                }
                continue;
            }
            String outcome =
                    switch (method) {
                        case "initialize" ->
                            "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                                    + "\"serverInfo\":{\"name\":\"order\",\"version\":\"1\"}}";
                        case "tools/list" ->
                            "\"result\":{\"tools\":[{\"name\":\"order\",\"inputSchema\":{\"additionalProperties\":true}}]}";
                        case "tools/call" ->
                            "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" + String.join(" ", order)
                                    + "\"}],\"_meta\":{\"example/process\":"
                                    + ProcessHandle.current().pid() + "}}";
                        default -> "\"error\":{\"code\":-32601,\"message\":\"unknown\"}";
                    };
            if (!message.path("id").isMissingNode()) {
                out.println("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + "," + outcome + "}");
            }
        }
    }

    private static void say(PrintStream out, JsonNode call) {
        JsonNode params = call.path("params");
        out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                + params.path("_meta").path("progressToken") + ",\"progress\":1,\"message\":"
                + params.path("arguments").path("say") + "}}");
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + call.path("id")
                + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":"
                + params.path("arguments").path("say") + "}]}}");
    }
}

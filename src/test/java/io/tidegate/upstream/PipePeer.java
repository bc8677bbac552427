package io.tidegate.upstream;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An MCP server of the older era as a process: its tool asks the client who it is, and says what it was told. A
/// resource changes whenever somebody subscribes to it.
public final class PipePeer {
    private static final Map<String, String> CALLS = new HashMap<>();
    private static int asked;

    private PipePeer() {}

    public static void main(String[] arguments) throws IOException {
        PipeProgram.serve(PipePeer::take);
    }

    private static void take(JsonNode message) {
        String id = PipeProgram.id(message);
        switch (message.path("method").asString("")) {
            case "initialize" ->
                result(
                        id,
                        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},\"resources\":{\"subscribe\":"
                                + "true}},\"serverInfo\":{\"name\":\"pipe\",\"version\":\"1\"},\"told\":"
                                + message.path("params").path("capabilities") + "}");
            case "tools/list" -> result(id, "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{}}]}");
            case "resources/list" -> result(id, "{\"resources\":[]}");
            case "resources/templates/list" -> result(id, "{\"resourceTemplates\":[]}");
            case "resources/subscribe" -> {
                result(id, "{}");
                PipeProgram.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":"
                        + message.path("params") + "}");
            }
            case "tools/call" -> {
                asked++;
                CALLS.put("\"who-" + asked + "\"", id);
                PipeProgram.say("{\"jsonrpc\":\"2.0\",\"id\":\"who-" + asked
                        + "\",\"method\":\"elicitation/create\",\"params\":"
                        + "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\"}}}");
            }
            case "" -> answered(id, message);
            default -> PipeProgram.unknown(message);
        }
    }

    private static void answered(String request, JsonNode message) {
        String call = CALLS.remove(request);
        if (call != null) {
            result(call, "{\"content\":[],\"got\":" + message + "}");
        }
    }

    private static void result(String id, String json) {
        PipeProgram.say(PipeProgram.result(id, json));
    }
}

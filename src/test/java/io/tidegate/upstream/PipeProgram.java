package io.tidegate.upstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What MCP servers have in common that are processes of ours: a message a line, both ways.
public final class PipeProgram {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private PipeProgram() {}

    /// Hands out each message until there are no more.
    public static void serve(Consumer<JsonNode> taker) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            taker.accept(MAPPER.readTree(line));
        }
    }

    public static void say(String line) {
        OUT.println(line);
    }

    /// The id of a message, as JSON.
    public static String id(JsonNode message) {
        return message.path("id").toString();
    }

    public static String result(String id, String json) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + json + "}";
    }

    /// Answers what it does not know; a notification needs no answer.
    public static void unknown(JsonNode message) {
        if (!message.path("id").isMissingNode()) {
            say("{\"jsonrpc\":\"2.0\",\"id\":" + id(message) + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
        }
    }
}

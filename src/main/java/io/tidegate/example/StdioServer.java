package io.tidegate.example;

import io.tidegate.example.Tool.Answer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/// What does a sample server answer? One line for each request, in order; nothing to a notification. It trusts its one
/// client, has no limits of its own, and keeps no session beyond "initialized".
final class StdioServer {
    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INVALID_PARAMS = -32602;
    private static final int UNSUPPORTED_VERSION = -32022;

    private final String name;
    private final String instructions;
    private final Eras eras;
    private final List<Tool> tools;
    private boolean initialized;

    StdioServer(String name, String instructions, Eras eras, List<Tool> tools) {
        this.name = name;
        this.instructions = instructions;
        this.eras = eras;
        this.tools = List.copyOf(tools);
    }

    String name() {
        return name;
    }

    /// Serves until `in` ends.
    void serve(InputStream in, OutputStream out) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        var answers = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String answer = answer(line);
            if (!answer.isEmpty()) {
                answers.write(answer);
                answers.write('\n');
                answers.flush();
            }
        }
    }

    /// The answer to one line, or nothing at all.
    private String answer(String line) {
        Map<String, Object> message;
        try {
            message = Json.object(Json.read(line));
        } catch (JacksonException _) {
            return Json.write(error(Json.Nothing.NULL, new Fault(PARSE_ERROR, "not JSON", Map.of())));
        }
        Object id = message.get("id");
        if (id == null) {
            return "";
        }
        try {
            var params = Json.object(message.get("params"));
            String method = String.valueOf(message.get("method"));
            var answer = envelope(id);
            answer.put("result", eras.isModern(params) ? modern(method, params) : stateful(method, params));
            return Json.write(answer);
        } catch (Fault fault) {
            return Json.write(error(id, fault));
        }
    }

    private Map<String, Object> stateful(String method, Map<String, Object> params) throws Fault {
        return switch (method) {
            case "initialize" -> {
                initialized = true;
                yield Map.of(
                        "protocolVersion", Eras.negotiated(params.getOrDefault("protocolVersion", "")),
                        "capabilities", Map.of("tools", Map.of()),
                        "serverInfo", Eras.info(name),
                        "instructions", instructions);
            }
            case "ping" -> Map.of();
            case "tools/list" -> afterInitialize(list());
            case "tools/call" -> afterInitialize(call(params));
            default -> throw new Fault(METHOD_NOT_FOUND, "no such method", Map.of());
        };
    }

    private Map<String, Object> afterInitialize(Map<String, Object> result) throws Fault {
        if (!initialized) {
            throw new Fault(INVALID_REQUEST, "`initialize` comes first", Map.of());
        }
        return result;
    }

    private Map<String, Object> modern(String method, Map<String, Object> params) throws Fault {
        var meta = Json.object(params.get("_meta"));
        Object version = meta.getOrDefault(Eras.VERSION_KEY, "");
        if (!version.equals(Eras.MODERN)) {
            throw new Fault(
                    UNSUPPORTED_VERSION,
                    "unsupported protocol version",
                    Map.of("supported", List.of(Eras.MODERN), "requested", version));
        }
        if (!(meta.get(Eras.CAPABILITIES_KEY) instanceof Map)) {
            throw new Fault(INVALID_PARAMS, "`_meta` lacks the client's capabilities", Map.of());
        }
        return switch (method) {
            case "server/discover" ->
                Eras.cacheable(
                        Map.of(
                                "supportedVersions", List.of(Eras.MODERN),
                                "capabilities", Map.of("tools", Map.of()),
                                "instructions", instructions),
                        name);
            case "tools/list" -> Eras.cacheable(list(), name);
            case "tools/call" -> Eras.complete(call(params), name);
            default -> throw new Fault(METHOD_NOT_FOUND, "no such method", Map.of());
        };
    }

    private Map<String, Object> list() {
        return Map.of("tools", tools.stream().map(Tool::definition).toList());
    }

    private Map<String, Object> call(Map<String, Object> params) throws Fault {
        Tool tool = tools.stream()
                .filter(each -> each.name().equals(params.get("name")))
                .findFirst()
                .orElseThrow(() -> new Fault(INVALID_PARAMS, "no such tool", Map.of()));
        var result = new LinkedHashMap<String, Object>();
        switch (tool.work().apply(Json.object(params.get("arguments")))) {
            case Answer.Text(var text) -> result.put("content", text(text));
            case Answer.Data(var data) -> {
                result.put("content", text(Json.write(data)));
                result.put("structuredContent", data);
            }
            case Answer.Failed(var why) -> {
                result.put("content", text(why));
                result.put("isError", true);
            }
        }
        return result;
    }

    private static List<Object> text(String text) {
        return List.of(Map.of("type", "text", "text", text));
    }

    private static Map<String, Object> envelope(Object id) {
        var message = new LinkedHashMap<String, Object>();
        message.put("jsonrpc", "2.0");
        message.put("id", id);
        return message;
    }

    private static Map<String, Object> error(Object id, Fault fault) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", fault.code);
        error.put("message", fault.said);
        if (!fault.data.isEmpty()) {
            error.put("data", fault.data);
        }
        var message = envelope(id);
        message.put("error", error);
        return message;
    }

    /// A JSON-RPC error on its way to the client.
    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1;
        final int code;
        final String said;
        final transient Map<String, Object> data;

        Fault(int code, String said, Map<String, Object> data) {
            super(said, null, false, false);
            this.code = code;
            this.said = said;
            this.data = data;
        }
    }
}

package io.tidegate.front;

import io.tidegate.http.Headers;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.HeaderText;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ParamHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What of a request must its headers repeat, so that a gateway takes it (MCP 2026-07-28, Streamable HTTP)?
///
/// Which arguments stand in headers is learned from lists of tools as they pass. What no list said is not known.
final class Repeating {
    private static final int TOOLS_MAX = 10_000;

    private final Map<String, ParamHeaders> tools = new ConcurrentHashMap<>();

    /// Takes a page of `tools/list`, the result.
    void learn(JsonValue page) {
        for (JsonValue tool : page.get("tools").map(JsonValue::elements).orElse(java.util.List.of())) {
            Optional<String> name = tool.is(JsonKind.OBJECT) ? tool.string("name") : Optional.empty();
            ParamHeaders repeated =
                    tool.get("inputSchema").flatMap(ParamHeaders::of).orElse(ParamHeaders.NONE);
            if (name.isPresent() && repeated.paths().isEmpty()) {
                tools.remove(name.get());
            } else if (name.isPresent() && (tools.size() < TOOLS_MAX || tools.containsKey(name.get()))) {
                tools.put(name.get(), repeated);
            }
        }
    }

    Headers added(Headers headers, Message.Request request) {
        Headers all = headers.and("Mcp-Method", HeaderText.encoded(request.method()));
        Optional<String> name = name(request);
        if (name.isPresent()) {
            all = all.and("Mcp-Name", HeaderText.encoded(name.get()));
        }
        for (Map.Entry<String, String> argument : arguments(request).entrySet()) {
            all = all.and(argument.getKey(), argument.getValue());
        }
        return all;
    }

    /// The headers of the arguments, as far as they are known now.
    Map<String, String> arguments(Message.Request request) {
        Map<String, String> headers = new TreeMap<>();
        Optional<JsonValue> arguments = request.method().equals(Method.TOOLS_CALL)
                ? request.params().root().get("arguments")
                : Optional.empty();
        ParamHeaders repeated = name(request).map(tools::get).orElse(ParamHeaders.NONE);
        arguments.ifPresent(given -> repeated.paths().keySet().forEach(header -> repeated.value(header, given)
                .ifPresent(value -> headers.put(ParamHeaders.PREFIX + header, HeaderText.encoded(value)))));
        return headers;
    }

    /// What the header repeats for the methods that name something.
    private static Optional<String> name(Message.Request request) {
        JsonValue params = request.params().root();
        return switch (request.method()) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET -> params.string("name");
            case Method.RESOURCES_READ -> params.string("uri");
            case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL -> params.string("taskId");
            default -> Optional.empty();
        };
    }
}

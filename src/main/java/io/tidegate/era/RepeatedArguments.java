package io.tidegate.era;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Tool;
import io.tidegate.http.Headers;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.HeaderText;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ParamHeaders;
import io.tidegate.mcp.ToolDefinition;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Do the headers `Mcp-Param-...` repeat the arguments that the tool's schema says they repeat (SEP-2243)? Those that
/// no schema names mean nothing.
final class RepeatedArguments {
    private final Catalog catalog;
    private final Cache<ToolDefinition, ParamHeaders> known =
            Caffeine.newBuilder().maximumSize(8_192).build();

    private final BiPredicate<Principal, Tool> hidden;

    /// @param hidden whether a caller is not to know of a tool
    RepeatedArguments(Catalog catalog, BiPredicate<Principal, Tool> hidden) {
        this.catalog = catalog;
        this.hidden = hidden;
    }

    /// The header that contradicts the body, where one does. Of a tool that is hidden from whoever asks none does: the
    /// header's name would tell of it, and the call will be refused.
    Optional<String> contradiction(Headers headers, Message.Request request, Principal principal, String profile) {
        JsonValue params = request.params().root();
        if (!request.method().equals(Method.TOOLS_CALL)) {
            return Optional.empty();
        }
        Optional<Tool> tool = params.string("name").flatMap(name -> catalog.tool(profile, name));
        if (tool.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<String>> paths = known.get(
                        tool.get().definition(),
                        definition -> ParamHeaders.of(definition.inputSchema()).orElse(ParamHeaders.NONE))
                .paths();
        if (paths.isEmpty()) {
            return Optional.empty();
        }
        return paths.entrySet().stream()
                .filter(entry -> !repeats(headers.all(ParamHeaders.PREFIX + entry.getKey()), at(params, entry)))
                .map(entry -> ParamHeaders.PREFIX + entry.getKey())
                .findFirst()
                .filter(_ -> !hidden.test(principal, tool.get()));
    }

    private static Optional<JsonValue> at(JsonValue params, Map.Entry<String, List<String>> entry) {
        Optional<JsonValue> at = params.get("arguments");
        for (String name : entry.getValue()) {
            at = at.filter(value -> value.is(JsonKind.OBJECT)).flatMap(value -> value.get(name));
        }
        return at.filter(value -> !value.is(JsonKind.NULL));
    }

    private static boolean repeats(List<String> headers, Optional<JsonValue> argument) {
        if (argument.isEmpty() || headers.size() != 1) {
            return argument.isEmpty() && headers.isEmpty();
        }
        Optional<String> said = HeaderText.decoded(headers.getFirst());
        JsonValue value = argument.get();
        return switch (value.kind()) {
            case STRING -> said.filter(value.text()::equals).isPresent();
            case TRUE, FALSE -> said.filter(value.json()::equals).isPresent();
            case NUMBER -> said.filter(text -> sameNumber(text, value.json())).isPresent();
            case OBJECT, ARRAY, NULL -> true; // it fits no schema that may name a header, as a control will say
        };
    }

    /// Integers are compared by what they are worth. Longer than any of them is none.
    private static boolean sameNumber(String header, String body) {
        if (header.length() > 32 || body.length() > 32 || !header.matches("-?[0-9]+(\\.[0-9]+)?")) {
            return false;
        }
        return body.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
                && new BigDecimal(header).compareTo(new BigDecimal(body)) == 0;
    }
}

package io.tidegate.upstream;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.ServerCapabilities;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a server says of itself when it is greeted: in its answer to `initialize` or `server/discover`.
///
/// @param tellsChanges whether it says that it tells when one of its lists changes
/// @param instructions at most `INSTRUCTIONS_MAX` letters of them
record Greeting(ServerCapabilities capabilities, boolean tellsChanges, String instructions) {
    static final int INSTRUCTIONS_MAX = 16 << 10;

    /// A server that says nothing of what it can do is asked for its tools, which nearly every server has.
    static final Greeting SILENT =
            new Greeting(new ServerCapabilities(Set.of(ServerCapabilities.Able.TOOLS)), false, "");

    private static final List<String> LISTS = List.of("tools", "prompts", "resources");

    static Greeting of(Message answer) {
        return answer instanceof Message.Result result ? of(result.result().root()) : SILENT;
    }

    private static Greeting of(JsonValue said) {
        Optional<JsonValue> declared = said.get("capabilities").filter(value -> value.is(JsonKind.OBJECT));
        boolean tells = LISTS.stream()
                .flatMap(list -> declared.flatMap(value -> value.get(list)).stream())
                .anyMatch(list -> list.get("listChanged")
                        .map(value -> value.is(JsonKind.TRUE))
                        .orElse(false));
        return new Greeting(
                declared.map(ServerCapabilities::of).orElse(SILENT.capabilities()),
                tells,
                cut(said.string("instructions").orElse("")));
    }

    private static String cut(String text) {
        if (text.length() <= INSTRUCTIONS_MAX) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(INSTRUCTIONS_MAX - 1));
        return text.substring(0, splits ? INSTRUCTIONS_MAX - 1 : INSTRUCTIONS_MAX);
    }
}

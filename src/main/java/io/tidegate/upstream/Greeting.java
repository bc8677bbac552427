package io.tidegate.upstream;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.ServerCapabilities;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a server says of itself when it is greeted: in its answer to `initialize` or `server/discover`.
///
/// @param tellsChanges whether it says that it tells when one of its lists changes
/// @param instructions at most `INSTRUCTIONS_MAX` letters of them
/// @param fresh how long that may be used (MCP 2026-07-28, Caching); zero where the server does not say
record Greeting(ServerCapabilities capabilities, boolean tellsChanges, String instructions, Duration fresh) {
    static final int INSTRUCTIONS_MAX = 16 << 10;
    static final Duration FRESH_MAX = Duration.ofDays(1);

    /// A server that says nothing of what it can do is asked for its tools, which nearly every server has.
    static final Greeting SILENT =
            new Greeting(new ServerCapabilities(Set.of(ServerCapabilities.Able.TOOLS)), false, "", Duration.ZERO);

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
                cut(said.string("instructions").orElse("")),
                fresh(said));
    }

    /// How long an answer may be used, a day at most; zero where it does not say.
    static Duration fresh(JsonValue said) {
        double millis = said.get("ttlMs")
                .filter(value -> value.is(JsonKind.NUMBER))
                .map(value -> Double.parseDouble(value.json()))
                .orElse(0.0);
        return millis <= 0 ? Duration.ZERO : Duration.ofMillis(Math.min((long) millis, FRESH_MAX.toMillis()));
    }

    private static String cut(String text) {
        if (text.length() <= INSTRUCTIONS_MAX) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(INSTRUCTIONS_MAX - 1));
        return text.substring(0, splits ? INSTRUCTIONS_MAX - 1 : INSTRUCTIONS_MAX);
    }
}

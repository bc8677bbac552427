package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.DataRules.Direction;
import io.tidegate.control.DataFixture;
import io.tidegate.control.DataHandling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// One attack as it stands in a file: what is there before, what the caller sends, what the server says, what must
/// happen. A key that is not known here is an error, so that no case means less than it says.
///
/// @param given `policy`, `stops` (the file's text), `limits` (YAML on one line), `scopes` (those that a
/// call needs, by patterns), `definition` (the server's only tool), `prompt` (its only prompt), `resource` (its only
/// resource), `template` (its only template), `data` (what is done about it, in YAML), `guards` and `records` (those of
/// `notes`, in YAML on one line), `apps`
/// (`domains` and `permissions` of the apps of `notes`)
/// @param call `caller`, `scopes` (of the token that the caller shows instead of a key), `profile`, `server`,
/// `tool`, `arguments` or `params` (JSON), `meta` (JSON), `times`, `list`, `method` (else a call of a tool), `can`
/// (what the client declares, JSON)
/// @param says `text`, `result`, `error` (JSON), `notices` (each `method` and `params`), `garbage`, `silence`
/// @param then `refused`, `recorded` where that is another reason, `detail`, `client-has`, `client-lacks`,
/// `server-has`, `server-lacks`, `reached`, `tools`, `notices`, `notes`, `resources`
record AttackCase(
        String file,
        String name,
        Map<String, Object> given,
        Map<String, Object> call,
        Map<String, Object> says,
        Map<String, Object> then,
        List<String> secrets) {
    private static final Path FOLDER = Path.of("src/test/resources/io/tidegate/attacks");
    private static final Map<String, Set<String>> KEYS = Map.of(
            "", Set.of("name", "given", "call", "says", "then", "secrets"),
            "given",
                    Set.of(
                            "policy",
                            "stops",
                            "limits",
                            "scopes",
                            "definition",
                            "prompt",
                            "resource",
                            "template",
                            "guards",
                            "records",
                            "apps",
                            "data"),
            "call",
                    Set.of(
                            "caller",
                            "scopes",
                            "profile",
                            "server",
                            "tool",
                            "arguments",
                            "params",
                            "meta",
                            "times",
                            "list",
                            "nested",
                            "long",
                            "method",
                            "can"),
            "says", Set.of("text", "result", "error", "notices", "garbage", "silence", "long", "blob"),
            "then",
                    Set.of(
                            "refused",
                            "detail",
                            "client-has",
                            "client-lacks",
                            "recorded",
                            "server-has",
                            "server-lacks",
                            "reached",
                            "tools",
                            "notices",
                            "notes",
                            "resources"));

    static List<AttackCase> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().flatMap(AttackCase::of).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Stream<AttackCase> of(Path file) {
        try {
            Object all = new Load(LoadSettings.builder().build()).loadFromString(filled(Files.readString(file)));
            String name = file.getFileName().toString();
            return ((List<?>) all).stream().map(each -> of(name, map("", each)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Puts what looks like a secret in its place: whole, escaped, encoded, and split. Made here so that no scanner of
    /// repositories takes it for a real one.
    private static String filled(String text) {
        String token = "ghp_" + "q7Rt2LmX9vBz4KdW8sYc1NfH6jPg3TaE5uQx";
        String escaped = token.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
        String encoded = Base64.getEncoder().encodeToString(("the token is " + token).getBytes(StandardCharsets.UTF_8));
        String split = token.substring(0, 12) + "\u200b" + token.substring(12);
        String login = Base64.getEncoder().encodeToString("deploy:q7Rt2LmX".getBytes(StandardCharsets.UTF_8));
        return text.replace("%T", token)
                .replace("%E", escaped)
                .replace("%B", encoded)
                .replace("%Z", split)
                .replace("%K", "3f9a1c7e5b2d8046".repeat(2))
                .replace("%L", login);
    }

    private static AttackCase of(String file, Map<String, Object> all) {
        return new AttackCase(
                file,
                String.valueOf(all.get("name")),
                map("given", all.getOrDefault("given", Map.of())),
                map("call", all.getOrDefault("call", Map.of())),
                map("says", all.getOrDefault("says", Map.of())),
                map("then", all.getOrDefault("then", Map.of())),
                strings(all.get("secrets")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(String place, Object value) {
        Map<String, Object> map = (Map<String, Object>) value;
        assertThat(map.keySet()).as("keys of `%s`", place).isSubsetOf(KEYS.get(place));
        return map;
    }

    /// What is done about data.
    DataHandling handling(DataHandling usual, Direction direction) {
        return string(given, "data")
                .map(data -> DataFixture.of(data, direction))
                .orElse(usual);
    }

    /// One string, or a list of strings.
    static List<String> strings(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            default -> List.of(String.valueOf(value));
        };
    }

    static Optional<String> string(Map<String, Object> map, String key) {
        return Optional.ofNullable(map.get(key)).map(String::valueOf);
    }

    static int number(Map<String, Object> map, String key, int otherwise) {
        return map.get(key) instanceof Integer number ? number : otherwise;
    }

    @Override
    public String toString() {
        return file + ": " + name;
    }
}

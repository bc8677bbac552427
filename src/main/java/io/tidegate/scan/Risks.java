package io.tidegate.scan;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Knows a few things about well-known servers: what they are for, and what about them a person should decide.
/// A short list for the first minutes, not an audit.
final class Risks {
    private static final Map<String, Pattern> KINDS = kinds();

    private Risks() {}

    private static Map<String, Pattern> kinds() {
        Map<String, Pattern> kinds = new LinkedHashMap<>();
        kinds.put("files", Pattern.compile("filesystem"));
        kinds.put("shell", Pattern.compile("shell|terminal|desktop-commander"));
        kinds.put("browser", Pattern.compile("playwright|puppeteer|browser|chrome-devtools"));
        kinds.put("repository", Pattern.compile("github|gitlab|server-git\\b|mcp-server-git"));
        kinds.put("database", Pattern.compile("postgres|sqlite|mysql|mongodb|clickhouse|bigquery|redis"));
        kinds.put("ticketing", Pattern.compile("jira|atlassian|linear|zendesk"));
        kinds.put("messaging", Pattern.compile("slack|discord|gmail|teams"));
        return kinds;
    }

    /// The server's class, where its package tells: the word of the command line that is no option and no path.
    static Optional<String> kind(List<String> words) {
        return words.stream()
                .filter(word -> !word.startsWith("-") && !word.startsWith("/") && !word.startsWith("$"))
                .flatMap(word -> KINDS.entrySet().stream()
                        .filter(kind -> kind.getValue().matcher(word).find())
                        .map(Map.Entry::getKey))
                .findFirst();
    }

    static List<String> decisions(String name, List<String> words, Path home) {
        List<String> decisions = new ArrayList<>();
        Optional<String> kind = kind(words);
        if (kind.filter("files"::equals).isPresent()) {
            words.stream()
                    .skip(1)
                    .flatMap(word -> tooWide(word, home).stream())
                    .findFirst()
                    .ifPresent(what -> decisions.add(name + " may read and write " + what));
        }
        if (kind.filter("shell"::equals).isPresent()) {
            decisions.add(name + " may run any command on this machine");
        }
        return decisions;
    }

    private static Optional<String> tooWide(String word, Path home) {
        if (word.equals("~") || word.equals("$HOME")) {
            return Optional.of("your whole home folder");
        }
        if (!word.startsWith("/") && !word.matches("[A-Za-z]:[\\\\/].*")) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(word).normalize();
            if (path.equals(home.normalize())) {
                return Optional.of("your whole home folder");
            }
            return home.normalize().startsWith(path) ? Optional.of("all of " + path) : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /// What a token of a known kind may do.
    static Optional<String> ofToken(String name, String token) {
        return token.contains("ghp_")
                ? Optional.of(name
                        + "'s token is a classic one, which may do whatever its owner may: take a fine-grained one")
                : Optional.empty();
    }
}

package io.tidegate.scan;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says what a client would make of a value with `${...}` in it.
///
/// Claude Code knows `${NAME}` and `${NAME:-default}`; Cursor and VS Code know `${env:NAME}`, `${userHome}`,
/// `${workspaceFolder}` and `${pathSeparator}`, VS Code also `${input:id}`; Claude Desktop knows none.
record Expansion(Map<String, String> environment, Path home, Path workspace) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^{}]*)}");
    private static final Pattern VARIABLE = Pattern.compile("(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?");

    Expansion {
        environment = Map.copyOf(environment);
    }

    /// What came of it.
    sealed interface Expanded {
        /// Plain text, with nothing left to refer to.
        record Text(String text) implements Expanded {
            @Override
            public String toString() {
                return "Text(hidden)";
            }
        }

        /// Nothing but a reference to this variable. `asked` where the client would ask the person for it.
        record Variable(String name, boolean asked) implements Expanded {}

        /// Text with a reference in it that has no value now.
        record Unknown(String name) implements Expanded {}
    }

    Expanded expand(Client client, String value) {
        if (client == Client.CLAUDE_DESKTOP || !value.contains("${")) {
            return new Expanded.Text(value);
        }
        Matcher whole = REFERENCE.matcher(value);
        return whole.matches() ? whole(value, whole.group(1)) : parts(value);
    }

    private Expanded whole(String value, String inside) {
        if (inside.startsWith("input:")) {
            return new Expanded.Variable(variableOf(inside.substring("input:".length())), true);
        }
        if (folder(inside).isPresent()) {
            return parts(value);
        }
        Matcher variable = VARIABLE.matcher(inside);
        if (!variable.matches()) {
            return new Expanded.Unknown(inside);
        }
        boolean fallback = variable.group(2) != null && !environment.containsKey(variable.group(1));
        return fallback ? new Expanded.Text(variable.group(2)) : new Expanded.Variable(variable.group(1), false);
    }

    private Expanded parts(String value) {
        StringBuilder text = new StringBuilder();
        Matcher reference = REFERENCE.matcher(value);
        while (reference.find()) {
            Optional<String> part = part(reference.group(1));
            if (part.isEmpty()) {
                return new Expanded.Unknown(reference.group(1));
            }
            reference.appendReplacement(text, Matcher.quoteReplacement(part.get()));
        }
        return new Expanded.Text(reference.appendTail(text).toString());
    }

    private Optional<String> part(String inside) {
        Matcher variable = VARIABLE.matcher(inside);
        return folder(inside)
                .or(() -> variable.matches()
                        ? Optional.ofNullable(environment.get(variable.group(1)))
                                .or(() -> Optional.ofNullable(variable.group(2)))
                        : Optional.empty());
    }

    private Optional<String> folder(String name) {
        if (name.equals("userHome")) {
            return Optional.of(home.toString());
        }
        if (name.equals("workspaceFolder")) {
            return Optional.of(workspace.toString());
        }
        if (name.equals("workspaceFolderBasename")) {
            return Optional.ofNullable(workspace.getFileName()).map(Path::toString);
        }
        return name.equals("pathSeparator") || name.equals("/") ? Optional.of("/") : Optional.empty();
    }

    private static String variableOf(String id) {
        String name = id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
        return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "INPUT_" + name : name;
    }
}

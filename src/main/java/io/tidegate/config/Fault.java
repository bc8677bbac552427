package io.tidegate.config;

import java.nio.file.Path;

/// One mistake in a configuration file: where it stands and what would make it right. `path` is the key with dots
/// between (empty for the whole file), `help` may be empty. Never holds a secret's value.
public record Fault(Path file, int line, String path, String message, String help, Kind kind) {
    /// What kind of mistake is it?
    public enum Kind {
        WRONG,
        /// A secret that is not there, and may be on its way.
        MISSING,
        /// A secret that is not there any more.
        WITHDRAWN,
        /// Nothing is wrong, and something had better be otherwise.
        REMARK
    }

    public Fault(Path file, int line, String path, String message, String help) {
        this(file, line, path, message, help, Kind.WRONG);
    }

    private static final int LONGEST = 300;

    public Fault {
        message = shown(message);
        help = shown(help);
    }

    /// The line for people: `file:line: message; help`.
    @Override
    public String toString() {
        return "%s:%d: %s%s".formatted(file.getFileName(), line, message, help.isEmpty() ? "" : "; " + help);
    }

    /// The file's words may hold anything: endless lines are not passed on to a terminal.
    private static String shown(String text) {
        return printable(
                text.codePointCount(0, text.length()) <= LONGEST
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, LONGEST)));
    }

    /// Words of others in one line for people: what steers a terminal, or can't be seen, is not passed on to one.
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().map(c -> printable(c) ? c : '\uFFFD').forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static boolean printable(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.PRIVATE_USE
                && type != Character.UNASSIGNED
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}

package io.tidegate.guard;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Does a text hold anything that makes it more than a plain path to some server: a home folder, a variable, an escape
/// of a separator, a stream?
final class PathSigns {
    private static final Pattern VARIABLE =
            Pattern.compile("^\\$[A-Za-z_]|\\$[({]|`|%[A-Za-z_][A-Za-z0-9_()]{0,63}%|^![A-Za-z_]+!");

    /// `..` beside something that a shell, a library or a trimming server takes away: `..;`, `.. `, `{a,..`.
    private static final Pattern ODD_DOTS =
            Pattern.compile("(?:^|[^\\p{L}\\p{N}\\p{M}._-])\\.\\.(?:$|[^\\p{L}\\p{N}\\p{M}._-])");

    /// What a shell, and some libraries that find files, expand to several paths: one of them may begin at the top.
    private static final Pattern BRACES = Pattern.compile("\\{[^{}]*,");

    /// Variables, and what a shell was started with, of which there may be nothing.
    private static final Pattern UNSET = Pattern.compile("\\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*])");

    private static final Pattern GLOB_OF_DOTS = Pattern.compile("\\.[.?*]*[?*][.?*]*");

    private static final Pattern SHORT_NAME = Pattern.compile("~[0-9]");
    private static final Pattern DEVICE_NAME = Pattern.compile(
            "(?i)(?:con|prn|aux|nul|com[0-9\u00B9\u00B2\u00B3]|lpt[0-9\u00B9\u00B2\u00B3]|conin\\$|conout\\$|clock\\$)"
                    + " *(?:[.:].*)?");
    private static final Pattern DEVICE_PATH = Pattern.compile("[/\\\\]{2}[?.](?:[/\\\\].*)?|[/\\\\]\\?\\?[/\\\\].*");

    private PathSigns() {}

    static Optional<PathFault> in(String text, PathStyle style) {
        if (text.isBlank()) {
            return Optional.of(PathFault.EMPTY);
        }
        if (isBlank(text.codePointAt(0)) || isBlank(text.codePointBefore(text.length()))) {
            return Optional.of(PathFault.EDGES);
        }
        if ("\"'<>|".indexOf(text.charAt(0)) >= 0) {
            return Optional.of(PathFault.QUOTED);
        }
        if (isList(text) || BRACES.matcher(text).find()) {
            return Optional.of(PathFault.LIST);
        }
        if (text.startsWith("~")) {
            return Optional.of(PathFault.HOME);
        }
        if (isEncoded(text)) {
            return Optional.of(PathFault.ENCODED);
        }
        if (VARIABLE.matcher(text).find()) {
            return Optional.of(PathFault.VARIABLE);
        }
        return switch (style) {
            case POSIX -> posix(text);
            case WINDOWS -> windows(text);
        };
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /// Some servers read a text that is JSON as what it says.
    private static boolean isList(String text) {
        char last = text.charAt(text.length() - 1);
        boolean bracketed = (text.charAt(0) == '[' && last == ']') || (text.charAt(0) == '{' && last == '}');
        return bracketed && text.indexOf('"') > 0;
    }

    /// Escapes of what a name may hold are another reading; those of what parts names are refused.
    private static boolean isEncoded(String text) {
        return Escapes.isOddIn(text)
                || (Escapes.isIn(text)
                        && (Escapes.isFor(text, "./\\%")
                                || !Escapes.resolved(text)
                                        .filter(PlainText::isOfNames)
                                        .isPresent()));
    }

    private static Optional<PathFault> posix(String text) {
        if (text.indexOf('\\') >= 0) {
            return Optional.of(PathFault.BACKSLASH);
        }
        if (text.startsWith("//")) {
            return Optional.of(PathFault.NETWORK);
        }
        List<String> names = PathStyle.POSIX.names(text);
        if (!text.startsWith("/") && names.getFirst().indexOf(':') >= 0) {
            return Optional.of(PathFault.SCHEME);
        }
        return text.contains("::$") ? Optional.of(PathFault.STREAM) : odd(names);
    }

    private static Optional<PathFault> windows(String text) {
        if (DEVICE_PATH.matcher(text).matches()) {
            return Optional.of(PathFault.DEVICE);
        }
        Optional<AbsolutePath> whole = PathStyle.WINDOWS.absolute(text);
        if (whole.isEmpty() && (text.startsWith("/") || text.startsWith("\\"))) {
            return Optional.of(PathFault.NETWORK);
        }
        boolean drive = text.length() > 1 && text.charAt(1) == ':';
        List<String> names = PathStyle.WINDOWS.names(drive && whole.isPresent() ? text.substring(2) : text);
        for (String name : names) {
            Optional<PathFault> fault = windowsName(name);
            if (fault.isPresent()) {
                return whole.isEmpty() && name.equals(names.getFirst()) && fault.get() == PathFault.STREAM
                        ? Optional.of(PathFault.SCHEME)
                        : fault;
            }
        }
        return odd(names);
    }

    private static Optional<PathFault> windowsName(String name) {
        if (name.equals(".") || name.equals("..")) {
            return Optional.empty();
        }
        if (name.indexOf(':') >= 0) {
            return Optional.of(PathFault.STREAM);
        }
        if (DEVICE_NAME.matcher(name).matches()) {
            return Optional.of(PathFault.DEVICE);
        }
        if (SHORT_NAME.matcher(name).find()) {
            return Optional.of(PathFault.SHORT_NAME);
        }
        boolean ending = name.endsWith(".") || name.endsWith(" ");
        return ending || name.chars().anyMatch(c -> "<>\"|?*".indexOf(c) >= 0)
                ? Optional.of(PathFault.NAME)
                : Optional.empty();
    }

    private static Optional<PathFault> odd(List<String> names) {
        boolean goesUp = names.contains("..");
        return names.stream()
                        .filter(name -> !name.equals(".") && !name.equals(".."))
                        .anyMatch(name -> ODD_DOTS.matcher(name).find() || isNothing(name) || mayVanish(name, goesUp))
                ? Optional.of(PathFault.DOTS)
                : Optional.empty();
    }

    /// Whether nothing but dots is left of a name once blanks, and what follows `;`, are taken away: then it is `..`,
    /// or no name at all, so that the `..` behind it goes up one more.
    private static boolean isNothing(String name) {
        int end = name.indexOf(';');
        return name.substring(0, end < 0 ? name.length() : end).codePoints().allMatch(c -> c == '.' || isBlank(c));
    }

    /// Whether a shell may make a name `..`, or leave nothing of it: by variables that are not set, or by `?` and `*`
    /// behind a full stop. A variable alone is a name that people give to files; it does harm in front of `..`
    /// only.
    private static boolean mayVanish(String name, boolean goesUp) {
        String left = UNSET.matcher(name).replaceAll("");
        boolean alone = left.isEmpty() && !goesUp;
        return GLOB_OF_DOTS.matcher(name).matches()
                || (left.length() < name.length() && !alone && left.codePoints().allMatch(c -> c == '.' || isBlank(c)));
    }
}

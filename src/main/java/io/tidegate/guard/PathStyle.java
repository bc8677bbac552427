package io.tidegate.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the machine of a server writes paths.
public enum PathStyle {
    POSIX(Pattern.compile("/+")) {
        @Override
        Optional<AbsolutePath> absolute(String text) {
            return text.startsWith("/") ? Optional.of(new AbsolutePath("", names(text))) : Optional.empty();
        }
    },
    WINDOWS(Pattern.compile("[/\\\\]+")) {
        @Override
        Optional<AbsolutePath> absolute(String text) {
            Matcher matcher = VOLUME.matcher(text);
            return matcher.lookingAt()
                    ? Optional.of(new AbsolutePath(
                            matcher.group().replace('/', '\\').replaceFirst("\\\\+$", ""),
                            names(text.substring(matcher.end()))))
                    : Optional.empty();
        }
    };

    /// A drive with what ends it, or a share of another machine.
    private static final Pattern VOLUME =
            Pattern.compile("[A-Za-z]:[/\\\\]|[/\\\\]{2}[^/\\\\?.][^/\\\\]*[/\\\\][^/\\\\]+");

    private final Pattern separators;

    PathStyle(Pattern separators) {
        this.separators = separators;
    }

    /// The style in which this is a whole path; none where it is no whole path.
    public static Optional<PathStyle> of(String path) {
        return Arrays.stream(values())
                .filter(style -> style.absolute(path).isPresent())
                .findFirst();
    }

    /// Whether it is a whole path of a folder below the top, written without detours.
    public static boolean isPlainFolder(String path) {
        return of(path).filter(style -> PlainText.isOfNames(path)
                        && PlainText.folded(path, style).equals(path)
                        && PathSigns.in(path, style).isEmpty()
                        && !style.absolute(path).orElseThrow().names().isEmpty()
                        && style.names(path).stream().noneMatch(name -> name.equals(".") || name.equals("..")))
                .isPresent();
    }

    /// Of the machine that this runs on.
    public static PathStyle here() {
        return java.io.File.separatorChar == '\\' ? WINDOWS : POSIX;
    }

    /// The whole path that a text is; none where it is none.
    abstract Optional<AbsolutePath> absolute(String text);

    /// The names in a text, `.` and `..` included.
    List<String> names(String text) {
        return separators.splitAsStream(text).filter(name -> !name.isEmpty()).toList();
    }
}

package io.tidegate.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Is a text a path inside one of the roots, however a server reads it?
///
/// What has several readings (escapes, compatible forms of characters, a `file` URI) must be inside in each of them.
/// What no plain path needs is refused, whatever it would mean.
public final class PathRules {
    public static final int LENGTH_MAX = 4_096; // as PATH_MAX of Linux
    private static final int NAMES_MAX = 256;
    private static final int READINGS_MAX = 8;

    /// A `file` URI of this machine (RFC 8089), as far as its path.
    private static final Pattern FILE = Pattern.compile("(?i)file:(?://(?:localhost)?)?(/[^?#]*)");
    /// The slash before a drive is no part of the path.
    private static final Pattern DRIVE = Pattern.compile("/[A-Za-z]:/.*");

    private final PathStyle style;
    private final List<String> roots;
    private final List<AbsolutePath> folders;
    private final Optional<String> base;
    private final Letters letters;
    private final Disk disk;

    /// @param roots whole paths, of one style
    /// @param base where relative paths begin; without it they are refused
    public PathRules(List<String> roots, Optional<String> base, Letters letters, Disk disk) {
        this.style = roots.stream()
                .map(root -> PathStyle.of(root).orElseThrow(() -> new IllegalArgumentException("not a whole path")))
                .reduce((one, other) -> {
                    if (one != other) {
                        throw new IllegalArgumentException("roots of two styles");
                    }
                    return one;
                })
                .orElseThrow(() -> new IllegalArgumentException("no root"));
        this.roots = List.copyOf(roots);
        this.folders =
                roots.stream().flatMap(root -> style.absolute(root).stream()).toList();
        this.base = base;
        this.letters = letters;
        this.disk = disk;
    }

    public List<String> roots() {
        return roots;
    }

    /// What is wrong with an argument; nothing where it is a path inside.
    public Optional<PathFault> judge(String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.of(PathFault.TOO_LONG);
        }
        if (!PlainText.isOfNames(text)) {
            return Optional.of(PathFault.CHARACTERS);
        }
        Set<String> known = new LinkedHashSet<>(List.of(text));
        Deque<String> open = new ArrayDeque<>(known);
        while (!open.isEmpty()) {
            String reading = open.removeFirst();
            Optional<PathFault> fault = fault(reading);
            if (fault.isPresent()) {
                return fault;
            }
            for (String other : otherReadings(reading)) {
                if (ofFile(reading).isEmpty() && turns(reading, other)) {
                    return Optional.of(PathFault.DOTS);
                }
                if (known.size() >= READINGS_MAX) {
                    return Optional.of(PathFault.ENCODED);
                }
                if (known.add(other)) {
                    open.addLast(other);
                }
            }
        }
        return Optional.empty();
    }

    /// Whether another reading begins at the top, or goes up, where this one does not. However inside it ends, a
    /// server that reads only a part of it so would end elsewhere.
    private boolean turns(String reading, String other) {
        return (beginsAtTop(other) && !beginsAtTop(reading)) || ups(other) > ups(reading);
    }

    private static boolean beginsAtTop(String text) {
        return text.startsWith("/") || text.startsWith("\\");
    }

    private long ups(String text) {
        return style.names(text).stream().filter(".."::equals).count();
    }

    /// What is wrong with the URI of a resource.
    public Optional<PathFault> judgeUri(String uri) {
        return FILE.matcher(uri).matches() ? judge(uri) : Optional.of(PathFault.SCHEME);
    }

    private List<String> otherReadings(String reading) {
        Optional<String> file = ofFile(reading);
        if (file.isPresent()) {
            return List.of(file.get());
        }
        return List.of(Escapes.resolved(reading).orElse(reading), PlainText.folded(reading, style));
    }

    /// The path of a `file` URI, escapes and all.
    private Optional<String> ofFile(String text) {
        Matcher matcher = FILE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String path = matcher.group(1);
        boolean drive = style == PathStyle.WINDOWS && DRIVE.matcher(path).matches();
        return Optional.of(drive ? path.substring(1) : path);
    }

    private Optional<PathFault> fault(String reading) {
        if (ofFile(reading).isPresent()) {
            return Optional.empty(); // its path is the reading that counts
        }
        Optional<PathFault> sign = PathSigns.in(reading, style);
        if (sign.isPresent()) {
            return sign;
        }
        Optional<AbsolutePath> path = style.absolute(reading)
                .or(() -> base.flatMap(style::absolute).map(from -> from.with(style.names(reading))));
        if (path.isEmpty()) {
            return Optional.of(PathFault.RELATIVE);
        }
        if (path.get().names().size() > NAMES_MAX) {
            return Optional.of(PathFault.TOO_LONG);
        }
        if (!path.get().staysIn(folders, letters)) {
            return Optional.of(PathFault.OUTSIDE);
        }
        return switch (disk) {
            case SHARED -> onDisk(reading);
            case SEPARATE -> Optional.empty();
        };
    }

    /// Both as the system walks it, and as a server does that takes `..` away first.
    private Optional<PathFault> onDisk(String reading) {
        try {
            Path path = base.isEmpty() ? Path.of(reading) : Path.of(base.get()).resolve(reading);
            return isInside(Links.end(path)) && isInside(Links.end(path.normalize()))
                    ? Optional.empty()
                    : Optional.of(PathFault.LINK);
        } catch (IOException | InvalidPathException unseen) {
            return Optional.of(PathFault.NOT_LOOKED_AT);
        }
    }

    private boolean isInside(Path end) throws IOException {
        boolean any = false;
        for (String root : roots) {
            Path folder = Path.of(root);
            if (Files.exists(folder)) {
                any = true;
                if (end.startsWith(folder.toRealPath())) {
                    return true;
                }
            }
        }
        if (!any) {
            throw new IOException("no root is there");
        }
        return false;
    }
}

package io.tidegate.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The one spelling in which policies see the URI of a resource (RFC 3986, section 6.2.2; RFC 8089 for `file`).
///
/// Of any URI: the scheme in small letters, no `%` before what needs none, escapes in capital letters, what may not
/// stand in a URI escaped, no `.` and `..` between slashes. Of a `file` URI: `file:///path`, each letter of the path
/// escaped exactly where it must be, no slash at its end. Of `http` and its like: see [WebUri]. What programs read in
/// different ways has no such spelling: other hosts of files, users, ports of other schemes, fragments, empty queries,
/// escaped slashes, backslashes, and escapes of escapes.
///
/// What a file system takes for the same is not seen: links, other cases of letters, short names, other forms of one
/// letter in Unicode. Nor what a server of another scheme does: a slash at the end, a query, escapes of `:` and the
/// like.
public final class UriForm {
    private static final Pattern URI = Pattern.compile(
            "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?<host>[^/?#]*))?(?<path>[^?#]*)(?<rest>.*)", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern NO_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern READ_TWICE = Pattern.compile("(?i)%[0-9a-f]{2}");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]\\|");
    private static final Pattern DRIVE_ALONE = Pattern.compile("[A-Za-z]:");
    private static final Pattern UNCLEAR = Pattern.compile("\\\\|(?i:%2F|%5C|%00|%25[0-9A-F]{2})");
    private static final Pattern UNCLEAR_HOST = Pattern.compile("[@:]|(?i:%40|%3A|%3F|%23)|^\\.\\.?$");

    /// What may stand in a path as it is (RFC 3986, section 3.3), and the braces of templates.
    private static final String PLAIN = "-._~!$&'()*+,;=:@{}";

    /// What may stand in no URI, though it is ASCII (RFC 3986, section 2).
    private static final String NEVER = " \"<>[]^`|";

    private UriForm() {}

    /// Empty where it has none.
    public static Optional<String> of(String uri) {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches() || NO_ESCAPE.matcher(uri).find()) {
            return Optional.empty();
        }
        String scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
        Optional<String> host = Optional.ofNullable(parts.group("host"));
        String path = parts.group("path");
        String rest = parts.group("rest");
        if (scheme.equals("file")) {
            return isHere(host) && rest.isEmpty() ? file(path) : Optional.empty();
        }
        if (rest.contains("#") || rest.equals("?")) {
            return Optional.empty();
        }
        if (WebUri.has(scheme)) {
            return WebUri.origin(scheme, host.map(UriForm::unescaped))
                    .filter(_ -> uri.indexOf('\\') < 0) // many a program takes it for a slash
                    .map(origin -> origin + (path.isEmpty() ? "/" : path(path)) + written(rest));
        }
        return isClear(host.orElse(""), path) ? syntactic(parts) : Optional.empty();
    }

    /// As policies see it: in its form, or as near to that as can be, since a server may list what has none. Empty
    /// where nothing can be said of it, so that it is seen as it is listed.
    public static Optional<String> seen(String uri) {
        Matcher parts = URI.matcher(uri);
        return of(uri).or(() -> parts.matches()
                        && !NO_ESCAPE.matcher(uri).find()
                        && !parts.group("scheme").equalsIgnoreCase("file")
                ? syntactic(parts)
                : Optional.empty());
    }

    /// The same with its host in small letters: hosts have no case (RFC 3986, section 6.2.2.1), but servers with
    /// templates such as `greeting://{name}` mean it as it is written.
    ///
    /// @param seen as policies see it
    public static String smallHost(String seen) {
        Matcher parts = URI.matcher(seen);
        if (!parts.matches() || parts.group("host") == null) {
            return seen;
        }
        int start = parts.start("host") + parts.group("host").lastIndexOf('@') + 1;
        int end = parts.end("host");
        return seen.substring(0, start)
                + unescaped(seen.substring(start, end).toLowerCase(Locale.ROOT))
                + seen.substring(end);
    }

    private static boolean isClear(String host, String path) {
        String where = unescaped(host);
        return !UNCLEAR.matcher(where).find()
                && !UNCLEAR_HOST.matcher(where).find()
                && !UNCLEAR.matcher(unescaped(path)).find();
    }

    /// What RFC 3986 says of every scheme.
    private static Optional<String> syntactic(Matcher parts) {
        String scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
        Optional<String> host = Optional.ofNullable(parts.group("host")).map(UriForm::unescaped);
        String where = host.map(name -> "//" + written(name)).orElse("");
        String path = path(parts.group("path"));
        boolean seemsHost = host.isEmpty() && path.startsWith("//");
        String all = scheme + ":" + where + path + written(parts.group("rest"));
        return seemsHost ? Optional.empty() : Optional.of(WebUri.has(scheme) ? smallHost(all) : all);
    }

    private static String path(String path) {
        String plain = written(path);
        return plain.startsWith("/") ? withoutDots(plain) : plain;
    }

    /// With escapes where they must be, and where they may be.
    private static String written(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(letter -> {
            String one = Character.toString(letter);
            boolean may = letter > ' ' && letter < 0x7f && NEVER.indexOf(letter) < 0;
            out.append(
                    may ? one : escaped(new String(one.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
        });
        return unescaped(out.toString());
    }

    private static boolean isHere(Optional<String> host) {
        String name = host.map(UriForm::unescaped).orElse("");
        return name.isEmpty() || name.equalsIgnoreCase("localhost");
    }

    private static Optional<String> file(String path) {
        if (!path.startsWith("/") || path.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>();
        String[] written = path.substring(1).split("/", -1);
        for (int place = 0; place < written.length; place++) {
            boolean last = place == written.length - 1;
            Optional<String> segment = segment(written[place]);
            if (segment.isEmpty() || (segment.get().isEmpty() && !last) || isDrive(place, segment.get())) {
                return Optional.empty();
            }
            step(segments, segment.get(), last);
        }
        if (segments.getLast().isEmpty()) {
            segments.removeLast(); // for most programs a slash at the end says nothing
        }
        if (segments.size() == 1 && DRIVE_ALONE.matcher(segments.getFirst()).matches()) {
            segments.add(""); // without it, it is the folder where the program is
        }
        return Optional.of("file:///" + segments.stream().map(UriForm::escaped).collect(Collectors.joining("/")));
    }

    /// `C|` is how a drive was written once.
    private static boolean isDrive(int place, String segment) {
        return place == 0 && DRIVE.matcher(segment).matches();
    }

    /// Each of its bytes as a letter; empty where it can't be told how a program reads it.
    private static Optional<String> segment(String written) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = written.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < raw.length; at++) {
            if (raw[at] != '%') {
                bytes.write(raw[at]);
                continue;
            }
            bytes.write(HexFormat.fromHexDigit(raw[at + 1]) << 4 | HexFormat.fromHexDigit(raw[at + 2]));
            at += 2;
        }
        String read = bytes.toString(StandardCharsets.ISO_8859_1);
        boolean clear =
                read.chars().allMatch(letter -> letter >= ' ' && letter != 0x7f && letter != '/' && letter != '\\');
        return clear && !READ_TWICE.matcher(read).find() ? Optional.of(read) : Optional.empty();
    }

    private static String escaped(String segment) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < segment.length(); at++) {
            char letter = segment.charAt(at);
            if (isPlain(letter)) {
                out.append(letter);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) letter));
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char letter) {
        return isUnreserved(letter) || PLAIN.indexOf(letter) >= 0;
    }

    private static boolean isUnreserved(char letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || "-._~".indexOf(letter) >= 0;
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            char letter = (char) HexFormat.fromHexDigits(found.group(1));
            String same = isUnreserved(letter)
                    ? String.valueOf(letter)
                    : found.group().toUpperCase(Locale.ROOT);
            return Matcher.quoteReplacement(same);
        });
    }

    /// RFC 3986, section 5.2.4.
    private static String withoutDots(String path) {
        List<String> segments = new ArrayList<>();
        String[] written = path.substring(1).split("/", -1);
        for (int place = 0; place < written.length; place++) {
            step(segments, written[place], place == written.length - 1);
        }
        return "/" + String.join("/", segments);
    }

    /// The last one leaves a slash where it only says where to go.
    private static void step(List<String> segments, String segment, boolean last) {
        boolean up = segment.equals("..");
        if (up && !segments.isEmpty()) {
            segments.removeLast();
        }
        if (!up && !segment.equals(".")) {
            segments.add(segment);
        } else if (last) {
            segments.add("");
        }
    }
}

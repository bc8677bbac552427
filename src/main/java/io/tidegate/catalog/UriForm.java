package io.tidegate.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The one spelling in which policies see the URI of a resource (RFC 3986, section 6.2.2; RFC 8089 for `file`).
///
/// Of any URI: the scheme in small letters, no `%` before what needs none, escapes in capital letters, no `.` and `..`
/// between slashes. Of a `file` URI: `file:///path`, each letter of the path escaped exactly where it must be. What
/// programs read in different ways has no such spelling: other hosts, queries, fragments, empty segments, escaped
/// slashes, backslashes, and what becomes one of those or a dot when it is read twice.
///
/// What a file system takes for the same is not seen: links, other cases of letters, short names, other forms of one
/// letter in Unicode.
public final class UriForm {
    private static final Pattern URI = Pattern.compile(
            "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?<host>[^/?#]*))?(?<path>[^?#]*)(?<rest>.*)", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern NO_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern READ_TWICE = Pattern.compile("(?i)%(00|2e|2f|5c)");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]\\|");
    private static final Set<String> SLASHED = Set.of("http", "https", "ws", "wss", "ftp");

    /// What may stand in a path as it is (RFC 3986, section 3.3), and the braces of templates.
    private static final String PLAIN = "-._~!$&'()*+,;=:@{}";

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
        boolean slashed = SLASHED.contains(scheme);
        if (slashed && uri.indexOf('\\') >= 0) {
            return Optional.empty(); // many a program takes it for a slash
        }
        String where = host.map(name -> "//" + (slashed ? name.toLowerCase(Locale.ROOT) : name))
                .orElse("");
        String plain = unescaped(path);
        String clean = plain.startsWith("/") ? withoutDots(plain) : plain;
        boolean seemsHost = host.isEmpty() && clean.startsWith("//");
        return seemsHost ? Optional.empty() : Optional.of(scheme + ":" + unescaped(where) + clean + unescaped(rest));
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

package io.tidegate.detect;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What does one tag of HTML say? A small reader of start and end tags, as lenient as browsers are where it matters
/// for hiding; no tree.
record HtmlTag(int start, int end, String name, boolean closing, Map<String, Attribute> attributes) {
    private static final int LENGTH_MAX = 8_192;
    private static final Set<String> VOID = Set.of(
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr");

    /// A value and where it stands.
    record Attribute(String value, int start) {}

    HtmlTag {
        attributes = Map.copyOf(attributes);
    }

    /// The tag that begins at `start`, where a `<` stands; empty if it is none.
    static Optional<HtmlTag> at(String text, int start) {
        boolean closing = start + 1 < text.length() && text.charAt(start + 1) == '/';
        int at = closing ? start + 2 : start + 1;
        int stop = Math.min(text.length(), start + LENGTH_MAX);
        int nameEnd = at;
        while (nameEnd < stop && namePart(text.charAt(nameEnd), nameEnd == at)) {
            nameEnd++;
        }
        if (nameEnd == at) {
            return Optional.empty();
        }
        String name = text.substring(at, nameEnd).toLowerCase(Locale.ROOT);
        return new Reader(text, nameEnd, stop).read().map(r -> new HtmlTag(start, r.at, name, closing, r.attributes));
    }

    private static boolean namePart(char c, boolean first) {
        return Alphabet.letter(c) || (!first && (Alphabet.digit(c) || c == '-' || c == ':'));
    }

    boolean isVoid() {
        return VOID.contains(name);
    }

    boolean hidden() {
        if (closing) {
            return false;
        }
        Attribute hidden = attributes.get("hidden");
        boolean marked = hidden != null && !hidden.value().startsWith("{") && !name.equals("input");
        Attribute style = attributes.get("style");
        return marked || (style != null && HiddenStyle.hides(style.value()));
    }

    /// Reads attributes up to the closing angle bracket.
    private static final class Reader {
        private final String text;
        private final int stop;
        private final Map<String, Attribute> attributes = new LinkedHashMap<>();
        private int at;

        Reader(String text, int at, int stop) {
            this.text = text;
            this.at = at;
            this.stop = stop;
        }

        Optional<Reader> read() {
            while (at < stop) {
                char c = text.charAt(at);
                if (c == '>') {
                    at++;
                    return Optional.of(this);
                }
                if (c == '<') {
                    return Optional.empty(); // `a < b`, or another tag begins
                }
                if (Character.isWhitespace(c) || c == '/') {
                    at++;
                } else if (!readAttribute()) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        private boolean readAttribute() {
            int nameStart = at;
            at++;
            while (at < stop && "=/>< \t\r\n\f".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String name = text.substring(nameStart, at).toLowerCase(Locale.ROOT);
            skipSpace();
            if (at >= stop || text.charAt(at) != '=') {
                attributes.putIfAbsent(name, new Attribute("", at));
                return true;
            }
            at++;
            skipSpace();
            return at < stop && readValue(name);
        }

        private boolean readValue(String name) {
            char quote = text.charAt(at);
            boolean quoted = quote == '"' || quote == '\'';
            int start = quoted ? at + 1 : at;
            at = start;
            while (at < stop && !endsValue(text.charAt(at), quoted, quote)) {
                at++;
            }
            if (at >= stop) {
                return false;
            }
            attributes.putIfAbsent(name, new Attribute(text.substring(start, at), start));
            at += quoted ? 1 : 0;
            return true;
        }

        private static boolean endsValue(char c, boolean quoted, char quote) {
            return quoted ? c == quote : c == '>' || c == '<' || Character.isWhitespace(c);
        }

        private void skipSpace() {
            while (at < stop && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }
}

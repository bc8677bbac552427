package io.tidegate.detect;

import java.util.ArrayList;
import java.util.List;

/// Which values does a Kubernetes secret hold? Where a YAML document says that it is of kind `Secret`, each long enough
/// value of its `data` and `stringData` is one, whatever its name.
///
/// Goes by indentation, as people and programs write manifests; flow style (`data: {a: b}`) is not read.
final class ManifestShape implements Shape {
    private static final int BACK_MAX = 4_000;
    private static final int LENGTH_MAX = 16_000;
    private static final int VALUE_MIN = 10;
    private static final int VALUE_LINE_MAX = 4_096;

    static List<Anchor> anchors() {
        ManifestShape shape = new ManifestShape();
        List<Anchor> anchors = new ArrayList<>();
        for (String kind : List.of("kind: secret", "kind: 'secret", "kind: \"secret")) {
            anchors.add(new Anchor(kind, Anchor.Match.ANY_CASE, shape));
        }
        return anchors;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (Alphabet.URL_SAFE.has(sight.at(end)) || start < sight.lookedAt(this)) {
            return;
        }
        int from = start;
        while (start - from < BACK_MAX && from > 0 && !divides(sight, from)) {
            from--;
        }
        int to = end;
        while (to - from < LENGTH_MAX && to < sight.length() && !divides(sight, to)) {
            to++;
        }
        sight.spend(to - from);
        sight.lookedAt(this, to);
        read(sight, from, to);
    }

    /// `---` at the beginning of a line.
    private static boolean divides(Sight sight, int at) {
        return sight.at(at) == '-' && sight.at(at + 1) == '-' && sight.at(at + 2) == '-' && sight.at(at - 1) == '\n';
    }

    private static void read(Sight sight, int from, int to) {
        int inside = -1; // how far `data` is indented, while we are in it
        for (int line = lineStart(sight, from); line < to; line = next(sight, line, to)) {
            int text = line;
            while (text < to && (sight.at(text) == ' ' || sight.at(text) == '\t')) {
                text++;
            }
            int symbol = sight.at(text);
            if (symbol == '\n' || symbol == '\r' || symbol == '#' || text >= to) {
                continue;
            }
            int indent = text - line;
            if (inside >= 0 && indent <= inside) {
                inside = -1;
            }
            if (inside >= 0) {
                value(sight, text, to);
            } else if (names(sight, text, "data:") || names(sight, text, "stringData:")) {
                inside = indent;
            }
        }
    }

    private static boolean names(Sight sight, int text, String name) {
        int end = text + name.length();
        return sight.literalAt(text, name) && (sight.at(end) == '\n' || sight.at(end) == '\r' || sight.at(end) == ' ');
    }

    private static int lineStart(Sight sight, int from) {
        return sight.at(from - 1) == '\n' || from == 0 ? from : from + 1;
    }

    private static int next(Sight sight, int line, int to) {
        int at = line;
        while (at < to && sight.at(at) != '\n') {
            at++;
        }
        return at + 1;
    }

    /// What stands behind the name, or, in a block, the line itself.
    private static void value(Sight sight, int text, int to) {
        int at = text;
        while (at < to && Alphabet.DOTTED.has(sight.at(at))) {
            at++;
        }
        int value = sight.at(at) == ':' && sight.at(at + 1) == ' ' ? at + 2 : text;
        while (sight.at(value) == ' ' || sight.at(value) == '"' || sight.at(value) == '\'') {
            value++;
        }
        int stop = value;
        while (stop - value < VALUE_LINE_MAX && Alphabet.VALUE.has(sight.at(stop))) {
            stop++;
        }
        sight.spend(stop - text);
        if (stop - value < VALUE_MIN || Placeholder.is(sight.ascii(value, Math.min(stop, value + 64)))) {
            return;
        }
        sight.report(DataType.CREDENTIAL, "kubernetes-secret", value, stop, Confidence.LIKELY);
    }
}

package io.tidegate.detect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Is a secret of this maker given to a name here: `DATADOG_API_KEY=...`, `"datadogApiKey": "..."`? Judges by the
/// maker's word, a word for a secret in the same name, and the exact layout of the maker's secrets.
///
/// Misses what stands on another line than the name, and secrets under names that tell nothing.
final class VendorShape implements Shape {
    private static final String COLUMNS = " \\| ";
    private static final int NAME_MAX = 40;
    private static final int BEFORE_MAX = 24;
    private static final int GAP_MAX = 10;
    private static final int PLACES_MAX = 2; // `{"datadog": {"api_key": "..."}}`
    private static final double ENTROPY_MIN = 3.0;
    private static final double HEX_ENTROPY_MIN = 2.5;
    private static final String NAME = "_-. \"'`])\\";
    private static final String OPERATORS = "=:>,(";
    private static final String GAP = "=:>,( \t\"'`\\[{";

    private static final List<String> TELLING =
            List.of("key", "token", "secret", "pass", "pwd", "auth", "cred", "login", "bearer", "pat");
    private static final List<String> HARMLESS = List.of(
            "hash",
            "sha1",
            "sha256",
            "digest",
            "checksum",
            "etag",
            "commit",
            "trace",
            "span",
            "public",
            "cursor",
            "fingerprint",
            "version",
            "revision",
            "next_page",
            "path",
            "patt",
            "patch",
            "author",
            "credit",
            "cache",
            "idempotency",
            "primary",
            "partition",
            "foreign",
            "object_key");

    /// What may follow the maker's word without a sign between.
    private static final List<String> GOES_ON = List.of("key", "token", "secret", "pass", "api", "auth", "app", "ci");

    /// One kind by the words for its maker.
    ///
    /// @param telling of which one must stand in the name; any name will do where there are none
    record Format(String kind, List<String> words, Layout value, List<String> telling) {
        Format {
            words = List.copyOf(words);
            telling = List.copyOf(telling);
        }
    }

    private static final List<Format> FORMATS = read();
    private static final List<Anchor> ANCHORS = anchors(FORMATS);

    private final List<Format> formats;

    private VendorShape(List<Format> formats) {
        this.formats = List.copyOf(formats);
    }

    static List<Format> formats() {
        return FORMATS;
    }

    private static List<Format> read() {
        List<Format> formats = new ArrayList<>();
        for (String table : List.of(VendorTable.A_TO_F, VendorTable.G_TO_P, VendorTable.R_TO_Z)) {
            table.lines().forEach(row -> {
                String[] columns = row.strip().split(COLUMNS, -1);
                List<String> telling = columns.length < 4
                        ? TELLING
                        : columns[3].equals("-") ? List.of() : List.of(columns[3].split(" ", -1));
                List<String> words = List.of(columns[1].split(" ", -1));
                formats.add(new Format(columns[0], words, Layout.of(columns[2]), telling));
            });
        }
        return List.copyOf(formats);
    }

    static List<Anchor> anchors() {
        return ANCHORS;
    }

    private static List<Anchor> anchors(List<Format> all) {
        Map<String, List<Format>> words = new LinkedHashMap<>();
        for (Format format : all) {
            format.words().forEach(word -> words.computeIfAbsent(word, _ -> new ArrayList<>())
                    .add(format));
        }
        List<Anchor> anchors = new ArrayList<>();
        words.forEach(
                (word, formats) -> anchors.add(new Anchor(word, Anchor.Match.ANY_CASE, new VendorShape(formats))));
        return List.copyOf(anchors);
    }

    @Override
    public boolean readsNames() {
        return true;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (sight.covers(start) || !sight.wordBegins(start) || !endsWord(sight, end)) {
            return;
        }
        int at = end;
        for (int place = 0; place < PLACES_MAX; place++) {
            int nameEnd = nameEnd(sight, at, end);
            if (nameEnd < 0) {
                return;
            }
            at = nameEnd;
            while (at - nameEnd < GAP_MAX && sight.at(at) != 0 && GAP.indexOf(sight.at(at)) >= 0) {
                at++;
            }
            sight.spend(at - nameEnd + 1L);
            if (reported(sight, start, nameEnd, at)) {
                return;
            }
        }
    }

    private static boolean endsWord(Sight sight, int end) {
        int next = sight.at(end);
        int last = sight.at(end - 1);
        if (!Alphabet.letter(next) || !Alphabet.letter(last)) {
            return true;
        }
        boolean hump = next <= 'Z' && last >= 'a';
        if (hump) {
            return true;
        }
        String rest = sight.ascii(end, Math.min(sight.length(), end + 6)).toLowerCase(Locale.ROOT);
        return GOES_ON.stream().anyMatch(rest::startsWith);
    }

    /// Where the name ends in a sign that gives it a value, or in ` is `; -1 if there is no such near.
    private static int nameEnd(Sight sight, int from, int word) {
        int at = from;
        while (at - word < NAME_MAX && isName(sight.at(at))) {
            if (sight.at(at) == ' ' && sight.literalAt(at - 3, " is")) {
                return at;
            }
            at++;
        }
        sight.spend(at - from + 1L);
        int operator = sight.at(at);
        return operator != 0 && OPERATORS.indexOf(operator) >= 0 ? at : -1;
    }

    private static boolean isName(int symbol) {
        return Alphabet.ALPHANUMERIC.has(symbol) || (symbol != 0 && NAME.indexOf(symbol) >= 0);
    }

    private boolean reported(Sight sight, int start, int nameEnd, int value) {
        for (Format format : formats) {
            int stop = format.value().end(sight, value);
            if (stop >= 0
                    && isAlone(sight, stop)
                    && isRandom(sight, format, value, stop)
                    && tells(sight, format, start, nameEnd)) {
                sight.reportNamed(DataType.CREDENTIAL, format.kind(), value, stop, Confidence.LIKELY);
                return true;
            }
        }
        return false;
    }

    /// Whether the value does not go on: `.png`, `-us12`, `/path`.
    private static boolean isAlone(Sight sight, int stop) {
        int next = sight.at(stop);
        boolean joins = next != 0 && "-./+:%~@".indexOf(next) >= 0;
        return !Alphabet.WORD.has(next) && !(joins && Alphabet.ALPHANUMERIC.has(sight.at(stop + 1)));
    }

    private static boolean isRandom(Sight sight, Format format, int value, int stop) {
        String text = sight.ascii(value, Math.min(stop, value + 128));
        return text.chars().anyMatch(Alphabet::letter)
                && text.chars().anyMatch(Alphabet::digit)
                && sight.entropy(value, stop) >= (format.value().isHex() ? HEX_ENTROPY_MIN : ENTROPY_MIN)
                && !Placeholder.is(text);
    }

    /// Whether the name speaks of a secret, and not of a number, a hash or a public key.
    private static boolean tells(Sight sight, Format format, int start, int nameEnd) {
        if (format.telling().isEmpty()) {
            return true;
        }
        int before = start;
        while (start - before < BEFORE_MAX && Alphabet.URL_SAFE.has(sight.at(before - 1))) {
            before--;
        }
        String name = sight.ascii(before, nameEnd);
        String lower = name.toLowerCase(Locale.ROOT);
        return format.telling().stream().anyMatch(lower::contains)
                && HARMLESS.stream().noneMatch(lower::contains)
                && !isNumber(name);
    }

    /// `client_id`, `keyId`, `"app id"`.
    private static boolean isNumber(String name) {
        int end = name.length();
        while (end > 0 && !Alphabet.ALPHANUMERIC.has(name.charAt(end - 1) & 0xFF)) {
            end--;
        }
        if (end < 3 || !name.regionMatches(true, end - 2, "id", 0, 2)) {
            return false;
        }
        int before = name.charAt(end - 3);
        return !Alphabet.letter(before) || (name.charAt(end - 2) == 'I' && before >= 'a');
    }
}

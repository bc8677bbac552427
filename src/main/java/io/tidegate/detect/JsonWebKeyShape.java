package io.tidegate.detect;

import java.util.Set;

/// Which members of a JSON Web Key (RFC 7517, 7518) are private? Where a JSON object in a text has `kty`, the long
/// values of `d`, `k`, `p`, `q`, `dp`, `dq`, `qi`. Of a key whose members are looked at one by one, those are seen that
/// nothing else is likely to be.
final class JsonWebKeyShape implements Shape {
    private static final int BACK_MAX = 4_000;
    private static final int LENGTH_MAX = 16_000;
    private static final int VALUE_MIN = 22; // 128 bits
    private static final int RSA_MIN = 170; // 1,024 bits
    private static final Set<Integer> CURVES = Set.of(43, 64, 88); // P-256 and Ed25519, P-384, P-521
    private static final Set<String> PRIVATE = Set.of("d", "k", "p", "q", "dp", "dq", "qi");

    @Override
    public void verify(Sight sight, int start, int end) {
        boolean named = isQuote(sight.at(start - 1)) && (isQuote(sight.at(end)) || sight.at(end) == '\\');
        int looked = sight.lookedAt(this);
        if (!named || start < looked) {
            return;
        }
        int from = start;
        while (start - from < BACK_MAX && from > looked && sight.at(from) != '{') {
            from--;
        }
        int to = end;
        while (to - from < LENGTH_MAX && to < sight.length() && sight.at(to) != '}') {
            to++;
        }
        sight.spend(2L * (to - from));
        sight.lookedAt(this, to);
        for (int at = from; at < to; at++) {
            if (isQuote(sight.at(at))) {
                at = member(sight, at + 1);
            }
        }
    }

    /// Whether a value is private under its name alone: `d`, where it has the length of a private key, and what speeds
    /// up that of RSA.
    static boolean isPrivate(String name, String value) {
        boolean fits =
                switch (name) {
                    case "d" -> CURVES.contains(value.length()) || value.length() >= RSA_MIN;
                    case "dp", "dq", "qi" -> value.length() >= RSA_MIN / 2;
                    default -> false;
                };
        return fits
                && value.length() < LENGTH_MAX
                && value.chars().allMatch(symbol -> symbol < 0x80 && Alphabet.URL_SAFE.has(symbol))
                && value.chars().distinct().count() >= 20;
    }

    private static boolean isQuote(int symbol) {
        return symbol == '"';
    }

    /// Reports the value of a private member whose name begins here; the answer is how far it looked.
    private static int member(Sight sight, int name) {
        int nameEnd = name;
        while (nameEnd - name < 3 && Alphabet.letter(sight.at(nameEnd))) {
            nameEnd++;
        }
        if (!PRIVATE.contains(sight.ascii(name, nameEnd))) {
            return nameEnd;
        }
        int value = nameEnd;
        while (value - nameEnd < 8 && sight.at(value) != 0 && "\\\": ".indexOf(sight.at(value)) >= 0) {
            value++;
        }
        int stop = sight.runEnd(Alphabet.URL_SAFE, value);
        if (value - nameEnd >= 3 && stop - value >= VALUE_MIN) {
            sight.report(DataType.PRIVATE_KEY, "json-web-key", value, stop, Confidence.CERTAIN);
        }
        return nameEnd;
    }
}

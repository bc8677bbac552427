package io.tidegate.detect;

/// Does an address of a machine stand here: IPv4 (RFC 791), IPv6 (RFC 4291), or that of a network card (IEEE 802)?
///
/// Four small numbers with dots are also a version; where `v` or `version` stands before them they are taken for one.
final class NetworkText {
    private static final int IPV6_MAX = 39;
    private static final int GROUPS = 8;
    private static final int PAIRS = 6;
    private static final int COLONS_MIN = 3; // a time of the day has less

    private final Sight sight;
    private int colonsTo; // what has colons was looked at up to here

    NetworkText(Sight sight) {
        this.sight = sight;
    }

    /// Looks at the run of letters and digits from `start` to `end`, and what hangs on it. Returns where the address
    /// ends that was found, or 0.
    int examine(int start, int end) {
        int after = sight.at(end);
        if (after == '.' && end - start <= 3 && sight.wants(DataType.IP_ADDRESS)) {
            return fourNumbers(start);
        }
        boolean inColons = after == ':' || sight.at(start - 1) == ':';
        if (inColons && end - start <= 4) {
            return start < colonsTo ? 0 : colons(start);
        }
        return after == '-' && end - start == 2 && sight.wants(DataType.MAC_ADDRESS) ? pairs(start, '-') : 0;
    }

    private int fourNumbers(int start) {
        if (sight.at(start - 1) == '.' || sight.at(start - 1) == '-' || !sight.boundaryBefore(start)) {
            return 0;
        }
        int at = start;
        int first = -1;
        for (int part = 0; part < 4; part++) {
            int value = 0;
            int from = at;
            while (Alphabet.digit(sight.at(at)) && at - from < 4) {
                value = 10 * value + sight.at(at) - '0';
                at++;
            }
            if (at == from || value > 255 || (at - from > 1 && sight.at(from) == '0')) {
                return 0;
            }
            first = part == 0 ? value : first;
            if (part < 3 && sight.at(at++) != '.') {
                return 0;
            }
        }
        sight.spend(at - start);
        boolean goesOn = Alphabet.WORD.has(sight.at(at))
                || ((sight.at(at) == '.' || sight.at(at) == '-') && Alphabet.ALPHANUMERIC.has(sight.at(at + 1)));
        if (goesOn || first == 0 || first == 127 || first == 255 || isVersion(start)) {
            return 0;
        }
        sight.report(DataType.IP_ADDRESS, "ipv4", start, at, Confidence.LIKELY);
        return at;
    }

    private boolean isVersion(int start) {
        String before = sight.ascii(Math.max(0, start - 12), start).toLowerCase(java.util.Locale.ROOT);
        return before.contains("version")
                || before.endsWith("v")
                || before.contains("release")
                || before.contains("ver.");
    }

    /// The whole run of hexadecimal digits and colons that `from` is in.
    private int colons(int from) {
        int start = from;
        while (from - start < IPV6_MAX && isPart(sight.at(start - 1))) {
            start--;
        }
        int end = from;
        int colons = 0;
        while (end - start <= IPV6_MAX + 1 && isPart(sight.at(end))) {
            colons += sight.at(end) == ':' ? 1 : 0;
            end++;
        }
        while (end > start && sight.at(end - 1) == ':' && sight.at(end - 2) != ':') {
            end--;
        }
        sight.spend(end - start);
        colonsTo = end;
        if (colons < COLONS_MIN
                || end - start > IPV6_MAX
                || Alphabet.WORD.has(sight.at(start - 1))
                || Alphabet.WORD.has(sight.at(end))) {
            return 0;
        }
        if (sight.wants(DataType.MAC_ADDRESS) && pairs(start, ':') > 0) {
            return start + PAIRS * 3 - 1;
        }
        if (sight.wants(DataType.IP_ADDRESS) && isIpv6(sight.ascii(start, end))) {
            sight.report(DataType.IP_ADDRESS, "ipv6", start, end, Confidence.LIKELY);
            return end;
        }
        return 0;
    }

    private static boolean isPart(int symbol) {
        return symbol == ':' || isHex(symbol);
    }

    private static boolean isHex(int symbol) {
        return Alphabet.digit(symbol) || ((symbol | 0x20) >= 'a' && (symbol | 0x20) <= 'f');
    }

    /// Eight groups, or fewer around one `::`. One like `::1`, of which hardly anything is written, is no one's.
    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int groups = 0;
        int length = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at < text.length() && text.charAt(at) != ':') {
                length++;
                continue;
            }
            if (length > 4) {
                return false;
            }
            groups += length > 0 ? 1 : 0;
            length = 0;
        }
        return gap >= 0 ? groups >= 3 && groups < GROUPS : groups == GROUPS;
    }

    private int pairs(int start, char separator) {
        if (Alphabet.WORD.has(sight.at(start - 1)) || sight.at(start - 1) == separator) {
            return 0;
        }
        int at = start;
        boolean allDigits = true;
        for (int pair = 0; pair < PAIRS; pair++) {
            if (!isHex(sight.at(at)) || !isHex(sight.at(at + 1))) {
                return 0;
            }
            allDigits &= Alphabet.digit(sight.at(at)) && Alphabet.digit(sight.at(at + 1));
            at += 2;
            if (pair < PAIRS - 1 && sight.at(at++) != separator) {
                return 0;
            }
        }
        sight.spend(at - start);
        if (Alphabet.WORD.has(sight.at(at)) || sight.at(at) == separator || (allDigits && separator == '-')) {
            return 0;
        }
        sight.report(DataType.MAC_ADDRESS, "mac", start, at, Confidence.LIKELY);
        return at;
    }
}

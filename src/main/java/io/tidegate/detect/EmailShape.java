package io.tidegate.detect;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Is there an e-mail address around this at-sign? Follows RFC 5321's lengths and a narrower alphabet than RFC
/// 5322's; does not ask whether the domain exists.
///
/// `*` is no part of a local part here, though the RFC allows it: that is how a masked address is told from a real
/// one.
final class EmailShape implements Shape {
    static final String KIND = "email";

    private static final int LOCAL_MAX = 64; // RFC 5321 4.5.3.1.1
    private static final int DOMAIN_MAX = 253; // RFC 1035 2.3.4, as text
    private static final int LABEL_MAX = 63;
    private static final int TOP_LEVEL_MAX = 24; // the longest delegated names have 24 characters

    /// Two letters that stand for a country, and the few reserved ones in use.
    private static final Set<String> COUNTRIES = Stream.concat(
                    Stream.of(Locale.getISOCountries()), Stream.of("UK", "EU", "SU", "AC"))
            .map(code -> code.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    /// Ends of file names and of code that look like a top-level domain and are none.
    private static final Set<String> NO_DOMAINS = Set.of(
            "png",
            "jpg",
            "jpeg",
            "gif",
            "svg",
            "webp",
            "bmp",
            "ico",
            "css",
            "scss",
            "html",
            "htm",
            "js",
            "mjs",
            "cjs",
            "jsx",
            "tsx",
            "json",
            "yaml",
            "yml",
            "xml",
            "txt",
            "csv",
            "pdf",
            "doc",
            "docx",
            "xls",
            "xlsx",
            "java",
            "class",
            "jar",
            "exe",
            "dll",
            "bin",
            "tar",
            "tgz",
            "gz",
            "log",
            "conf",
            "cfg",
            "ini",
            "lock",
            "map",
            "mp3",
            "mp4",
            "wav",
            "alpha",
            "beta",
            "rc",
            "snapshot",
            "final",
            "length",
            "value",
            "service",
            "socket",
            "timer");

    /// Schemes of URLs that name a login before the at-sign: `postgres://reader@db.example.com`. Masked, a client could
    /// not use them.
    private static final List<String> LOGIN_SCHEMES = List.of(
            "postgres",
            "postgresql",
            "mysql",
            "mariadb",
            "mongodb",
            "mongodb+srv",
            "redis",
            "rediss",
            "amqp",
            "amqps",
            "ssh",
            "sftp");

    @Override
    public void verify(Sight sight, int start, int end) {
        // What a credential already covers goes with it: `user:password@host` keeps its host.
        int localStart = localStart(sight, start);
        localStart = sight.covers(localStart) ? sight.covered() : localStart;
        if (localStart >= start) {
            return;
        }
        int domainEnd = domainEnd(sight, end);
        if (domainEnd == end
                || isRepositoryLogin(sight, localStart, start, domainEnd)
                || isUrlLogin(sight, localStart)) {
            return;
        }
        // More than a local part may be: where it begins is unknown, so nothing of it is fit to be kept.
        String kind = start - localStart < LOCAL_MAX ? KIND : "long-email";
        sight.report(DataType.EMAIL, kind, localStart, domainEnd, Confidence.LIKELY);
    }

    private static int localStart(Sight sight, int at) {
        if (sight.at(at - 1) == '"') {
            return quotedStart(sight, at - 1);
        }
        int from = at;
        while (at - from < LOCAL_MAX && inLocal(sight.at(from - 1))) {
            from--;
        }
        sight.spend(at - from + 1L);
        if (sight.at(from - 1) == '\\' && at - from > 1 && "ntr".indexOf(sight.at(from)) >= 0) {
            from++; // the letter of an escape
        }
        while (from < at && !opensLocal(sight.at(from))) {
            from++;
        }
        return sight.at(at - 1) == '.' ? at : from;
    }

    /// `"any words"@example.com`: the quote closes right before the at-sign.
    private static int quotedStart(Sight sight, int closing) {
        int from = closing - 1;
        while (closing - from < LOCAL_MAX && sight.at(from) >= ' ' && sight.at(from) != '"') {
            from--;
        }
        sight.spend(closing - from);
        return sight.at(from) == '"' && closing - from > 1 ? from : closing + 1;
    }

    private static boolean inLocal(int symbol) {
        return opensLocal(symbol) || (symbol != 0 && ".%-'~!#$^".indexOf(symbol) >= 0);
    }

    private static boolean opensLocal(int symbol) {
        return Alphabet.WORD.has(symbol) || symbol == '+' || symbol == (FoldedText.LETTER & 0xFF);
    }

    /// The end of the longest run of labels that ends in a plausible top-level domain, or `from` if there is none.
    private static int domainEnd(Sight sight, int from) {
        int plausible = from;
        int label = from;
        int labels = 0;
        while (label - from < DOMAIN_MAX) {
            int end = labelEnd(sight, label);
            if (end == label) {
                break;
            }
            labels++;
            int nameEnd = topLevelEnd(sight, label, end);
            if (labels > 1 && plausibleTopLevel(sight, label, nameEnd)) {
                plausible = nameEnd;
            }
            if (sight.at(end) != '.') {
                break;
            }
            label = end + 1;
        }
        return plausible;
    }

    private static int labelEnd(Sight sight, int from) {
        int end = from;
        while (end - from < LABEL_MAX && inLabel(sight.at(end))) {
            end++;
        }
        sight.spend(end - from + 1L);
        boolean hyphenOutside = sight.at(from) == '-';
        return hyphenOutside ? from : end;
    }

    private static boolean inLabel(int symbol) {
        return Alphabet.ALPHANUMERIC.has(symbol) || symbol == '-' || symbol == (FoldedText.LETTER & 0xFF);
    }

    /// A top-level domain has no hyphen but in `xn--`: what follows one is other text.
    private static int topLevelEnd(Sight sight, int from, int end) {
        if (end - from > 4 && sight.ascii(from, from + 4).equalsIgnoreCase("xn--")) {
            return end;
        }
        int at = from;
        while (at < end && sight.at(at) != '-') {
            at++;
        }
        return at;
    }

    private static boolean plausibleTopLevel(Sight sight, int from, int end) {
        int length = end - from;
        if (length < 2 || length > TOP_LEVEL_MAX) {
            return false;
        }
        for (int i = from; i < end; i++) {
            int symbol = sight.at(i);
            if (symbol == (FoldedText.LETTER & 0xFF)) {
                return true; // an internationalised name
            }
            if (!Alphabet.letter(symbol)) {
                return sight.ascii(from, Math.min(end, from + 4)).equalsIgnoreCase("xn--");
            }
        }
        String name = sight.ascii(from, end).toLowerCase(Locale.ROOT);
        return length == 2 ? COUNTRIES.contains(name) : !NO_DOMAINS.contains(name);
    }

    /// `git@host.example:path` names a repository, not a person.
    private static boolean isRepositoryLogin(Sight sight, int localStart, int at, int domainEnd) {
        return at - localStart == 3
                && sight.literalAt(localStart, "git")
                && (sight.at(domainEnd) == ':' || sight.at(domainEnd) == '/');
    }

    private static boolean isUrlLogin(Sight sight, int localStart) {
        int schemeEnd = localStart - "://".length();
        return sight.literalAt(schemeEnd, "://")
                && LOGIN_SCHEMES.stream().anyMatch(scheme -> isScheme(sight, schemeEnd - scheme.length(), scheme));
    }

    /// The whole of it, not the end of another word.
    private static boolean isScheme(Sight sight, int start, String scheme) {
        return sight.literalAt(start, scheme) && !inLocal(sight.at(start - 1));
    }
}

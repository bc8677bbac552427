package io.tidegate.detect;

import java.util.Locale;

/// Would loading this URL carry data out? Looks for a query that waits to be filled in or is already full; a short
/// key in a plain path is not seen.
final class OutgoingUrl {
    private static final int VALUE_MAX = 48; // sizes, names, versions and hashes of pictures are shorter
    private static final int QUERY_MAX = 200;

    private OutgoingUrl() {}

    /// An image is fetched without a click, so a long query counts too.
    static boolean image(String url) {
        return remote(url) && (toBeFilledIn(query(url)) || full(query(url)));
    }

    /// A link needs a click; only a query with a gap in it counts.
    static boolean link(String url) {
        return remote(url) && toBeFilledIn(query(url));
    }

    /// Where the query or fragment begins; the length of the URL if there is none.
    static int queryStart(String url) {
        for (int i = 0; i < url.length(); i++) {
            if (url.charAt(i) == '?' || url.charAt(i) == '#') {
                return i;
            }
        }
        return url.length();
    }

    private static String query(String url) {
        return url.substring(queryStart(url));
    }

    private static boolean remote(String url) {
        String start = url.substring(0, Math.min(8, url.length())).toLowerCase(Locale.ROOT);
        return start.startsWith("http://") || start.startsWith("https://") || start.startsWith("//");
    }

    private static boolean toBeFilledIn(String query) {
        if (!query.startsWith("?")) {
            return false;
        }
        String lower = query.toLowerCase(Locale.ROOT);
        return lower.endsWith("=")
                || lower.indexOf('{') >= 0
                || lower.indexOf('<') >= 0
                || lower.indexOf('[') >= 0
                || lower.contains("%7b")
                || lower.contains("%5b")
                || lower.contains("%3c")
                || lower.contains("=$");
    }

    private static boolean full(String query) {
        if (query.length() > QUERY_MAX) {
            return true;
        }
        int valueStart = 0;
        for (int i = 0; i <= query.length(); i++) {
            if (i < query.length() && "?&=#;".indexOf(query.charAt(i)) < 0) {
                continue;
            }
            if (i - valueStart > VALUE_MAX) {
                return true;
            }
            valueStart = i + 1;
        }
        return false;
    }
}

package io.tidegate.control;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// May an app reach what it names? It names an origin as in a Content Security Policy (CSP 3, `host-source`): a host,
/// perhaps with `*.` in front, with or without a scheme and a port.
///
/// A path, a scheme alone, `*` and whatever else is no such origin are malformed. Hosts are compared as text, whatever
/// the case; no name is looked up.
final class AppSources {
    /// Longer than any host with a scheme and a port.
    private static final int LENGTH_MAX = 300;

    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern SOURCE = Pattern.compile(
            "(?:(https|wss|http|ws)://)?(\\*\\.)?(" + LABEL + "(?:\\." + LABEL + ")*)(?::([1-9][0-9]{0,4}))?/?",
            Pattern.CASE_INSENSITIVE); // of ASCII alone

    private static final Set<String> PLAIN = Set.of("http", "ws");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");
    private static final String BELOW = "*.";

    private final Set<String> exact = new HashSet<>(); // `host:port`
    private final Set<String> below = new HashSet<>(); // of `*.host:port`, what stands behind `*.`

    /// Whether a source may stay.
    enum Answer {
        ALLOWED,
        NOT_ALLOWED,
        MALFORMED
    }

    /// @param wild whether it means every host below
    private record Source(String scheme, boolean wild, String host, String port) {
        boolean plain() {
            return PLAIN.contains(scheme);
        }
    }

    /// @param domains as configured: one without a port means the usual ones
    AppSources(Collection<String> domains) {
        for (String domain : domains) {
            Set<String> kind = domain.startsWith(BELOW) ? below : exact;
            String host = domain.startsWith(BELOW) ? domain.substring(BELOW.length()) : domain;
            if (host.contains(":")) {
                kind.add(host);
            } else {
                kind.add(host + ":443");
                if (LOOPBACK.contains(host)) {
                    kind.add(host + ":80");
                }
            }
        }
    }

    Answer judge(String text) {
        return source(text)
                .map(source -> covers(source) ? Answer.ALLOWED : Answer.NOT_ALLOWED)
                .orElse(Answer.MALFORMED);
    }

    private static Optional<Source> source(String text) {
        Matcher parts = SOURCE.matcher(text);
        if (text.length() > LENGTH_MAX || !parts.matches()) {
            return Optional.empty();
        }
        String scheme = Optional.ofNullable(parts.group(1)).orElse("https").toLowerCase(Locale.ROOT);
        String host = parts.group(3).toLowerCase(Locale.ROOT);
        String port = Optional.ofNullable(parts.group(4)).orElse(PLAIN.contains(scheme) ? "80" : "443");
        return Optional.of(new Source(scheme, parts.group(2) != null, host, port));
    }

    private boolean covers(Source source) {
        if (source.plain() && !LOOPBACK.contains(source.host())) {
            return false; // others on the way would read along
        }
        if (!source.wild() && exact.contains(source.host() + ":" + source.port())) {
            return true;
        }
        String host = source.wild() ? source.host() : above(source.host());
        while (!host.isEmpty() && !below.contains(host + ":" + source.port())) {
            host = above(host);
        }
        return !host.isEmpty();
    }

    private static String above(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? "" : host.substring(dot + 1);
    }
}

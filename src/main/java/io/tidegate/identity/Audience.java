package io.tidegate.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Is this endpoint among those that a token was given out for (RFC 8707)?
///
/// URLs are compared in their canonical form as MCP defines it: scheme and host in small letters, no port where it is
/// the scheme's own, no slash at the end. Everything else is compared character by character.
record Audience(Set<String> given, Set<String> canonical) {
    static Audience of(Set<String> given) {
        Set<String> canonical = new HashSet<>();
        given.forEach(each -> canonical.add(canonical(each)));
        return new Audience(Set.copyOf(given), Set.copyOf(canonical));
    }

    /// Whether it names one of these, as they stand.
    boolean hasOneOf(Set<String> names) {
        return names.stream().anyMatch(given::contains);
    }

    /// Whether it names the endpoint at this URL.
    boolean has(String endpoint) {
        return given.contains(endpoint) || canonical.contains(canonical(endpoint));
    }

    /// The canonical form of a URL; any other text as it is.
    static String canonical(String text) {
        try {
            URI url = new URI(text);
            if (url.getScheme() == null || url.getHost() == null || url.getRawFragment() != null) {
                return text;
            }
            String scheme = url.getScheme().toLowerCase(Locale.ROOT);
            boolean usual = url.getPort() == (scheme.equals("https") ? 443 : 80);
            String port = url.getPort() < 0 || usual ? "" : ":" + url.getPort();
            String user = url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@";
            String path = url.getRawPath() == null ? "" : url.getRawPath();
            String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            return scheme + "://" + user + url.getHost().toLowerCase(Locale.ROOT) + port + trimmed + query;
        } catch (URISyntaxException _) {
            return text;
        }
    }
}

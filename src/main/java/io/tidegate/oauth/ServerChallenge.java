package io.tidegate.oauth;

import io.tidegate.http.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What does a server want that lets nobody in? Its `WWW-Authenticate` for bearer tokens (RFC 6750, section 3; RFC
/// 9728, section 5.1).
///
/// @param metadata where it describes itself
/// @param scopes all that are needed
/// @param error what is wrong with the token that was shown; empty where none was
record ServerChallenge(Optional<URI> metadata, Set<String> scopes, String error) {
    private static final int LENGTH_MAX = 8 << 10;
    private static final int SCOPES_MAX = 64;

    /// A parameter, or the name of a scheme before its parameters (RFC 9110, section 11.2).
    private static final Pattern PART = Pattern.compile(
            "\\s*,?\\s*(?:([A-Za-z0-9!#$%&'*+.^_`|~-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]+))"
                    + "|([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?=\\s|,|$))");

    static Optional<ServerChallenge> in(Headers headers) {
        List<String> all = headers.all("WWW-Authenticate");
        return all.stream()
                .filter(each -> each.length() <= LENGTH_MAX)
                .flatMap(each -> bearer(each).stream())
                .findFirst();
    }

    private static Optional<ServerChallenge> bearer(String header) {
        Matcher part = PART.matcher(header);
        boolean inside = false;
        boolean found = false;
        Map<String, String> members = new LinkedHashMap<>();
        int end = 0;
        while (end < header.length() && part.find(end) && part.start() == end) {
            end = part.end();
            if (part.group(4) != null) {
                if (found) {
                    break;
                }
                inside = part.group(4).equalsIgnoreCase("Bearer");
                found = inside;
            } else if (inside) {
                String value = part.group(2) != null
                        ? part.group(2).replaceAll("\\\\(.)", "$1")
                        : String.valueOf(part.group(3));
                members.putIfAbsent(part.group(1).toLowerCase(Locale.ROOT), value);
            }
        }
        return found ? Optional.of(of(members)) : Optional.empty();
    }

    private static ServerChallenge of(Map<String, String> members) {
        return new ServerChallenge(
                Optional.ofNullable(members.get("resource_metadata")).flatMap(ServerChallenge::uri),
                scopes(members.getOrDefault("scope", "")),
                members.getOrDefault("error", ""));
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text)).filter(URI::isAbsolute);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /// The scopes of a list with blanks between (RFC 6749, section 3.3); what is none is left out.
    static Set<String> scopes(String text) {
        Set<String> scopes = new LinkedHashSet<>();
        for (String word : text.split(" +", -1)) {
            if (word.matches("[!#-\\[\\]-~]{1,256}") && scopes.size() < SCOPES_MAX) {
                scopes.add(word);
            }
        }
        return scopes;
    }

    boolean wantsScopes() {
        return error.equals("insufficient_scope");
    }
}

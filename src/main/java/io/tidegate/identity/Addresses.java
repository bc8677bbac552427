package io.tidegate.identity;

import io.tidegate.http.Fetcher;
import io.tidegate.http.Fetcher.NamedBy;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// Is an address that the configuration names fit to be fetched from, and whose word is one that a provider names?
final class Addresses {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Addresses() {}

    static void check(URI address) {
        if (!Fetcher.isAllowed(address, NamedBy.CONFIGURATION)) {
            throw new IllegalArgumentException(
                    "`" + address + "` must be an https address, or an http address of this machine");
        }
    }

    /// The host of the issuer is the configuration's word, and so is this machine where the issuer is on it.
    static NamedBy named(URI issuer, URI address) {
        boolean sameHost = issuer.getHost() != null && issuer.getHost().equalsIgnoreCase(address.getHost());
        return sameHost || (isLoopback(issuer) && isLoopback(address)) ? NamedBy.CONFIGURATION : NamedBy.OTHERS;
    }

    private static boolean isLoopback(URI address) {
        return address.getHost() != null && LOOPBACK.contains(address.getHost().toLowerCase(Locale.ROOT));
    }
}

package io.tidegate.identity;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// May keys be fetched from this address? Over TLS from anywhere, in clear only from this machine.
final class Addresses {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Addresses() {}

    static boolean allowed(URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        boolean reachable = (scheme.equals("https") && !host.isEmpty()) || (scheme.equals("http") && isLoopback(host));
        return reachable && address.getUserInfo() == null && address.getFragment() == null;
    }

    static boolean isLoopback(URI address) {
        return address.getHost() != null && isLoopback(address.getHost().toLowerCase(Locale.ROOT));
    }

    static void check(URI address) {
        if (!allowed(address)) {
            throw new IllegalArgumentException(
                    "`" + address + "` must be an https address, or an http address of this machine");
        }
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.contains(host);
    }
}

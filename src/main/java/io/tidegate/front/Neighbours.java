package io.tidegate.front;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.http.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// May a request that names this host, and comes from a page of this origin, talk to us at all?
///
/// Stops pages in a browser from reaching a gateway on the same machine by a name of their own (DNS rebinding; MCP,
/// Streamable HTTP, Security Warning).
public final class Neighbours {
    private final String own;
    private final Set<String> hosts;
    private final Set<String> origins;

    /// @param own the host that we have where none was named that is ours; lower case
    /// @param hosts values of `Host`, with port where it isn't the usual one; lower case
    /// @param origins values of `Origin`; lower case. A request without the header comes from no page
    public Neighbours(String own, Set<String> hosts, Set<String> origins) {
        this.own = own;
        this.hosts = Set.copyOf(hosts);
        this.origins = Set.copyOf(origins);
    }

    /// No page can reach a Unix socket, by whatever name.
    void check(HttpExchange exchange) throws Refused {
        if (exchange.systemUser().isEmpty()) {
            checkHost(exchange);
        }
        for (String origin : exchange.headers().all("Origin")) {
            if (!origins.contains(origin.toLowerCase(Locale.ROOT))) {
                throw new Refused(Refusal.of(
                        Reason.ORIGIN_NOT_ALLOWED, "Pages of that origin may not call; see `allowed-origins`."));
            }
        }
    }

    /// The host that the caller means. What is named on a Unix socket was not checked, and a token that was given
    /// out for another host must not become ours by that.
    String meant(HttpExchange exchange) {
        String named = exchange.headers().first("Host").orElse("").toLowerCase(Locale.ROOT);
        return exchange.systemUser().isPresent() && !hosts.contains(named) ? own : named;
    }

    /// Of pages of our own, which look at the origin themselves.
    void checkHost(HttpExchange exchange) throws Refused {
        List<String> host = exchange.headers().all("Host");
        if (host.size() != 1 || !hosts.contains(host.getFirst().toLowerCase(Locale.ROOT))) {
            throw new Refused(Refusal.of(
                    Reason.HOST_NOT_ALLOWED, "This gateway does not answer to that host; see `allowed-hosts`."));
        }
    }
}

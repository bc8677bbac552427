package io.tidegate.front;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.HttpHandler;
import io.tidegate.limit.Shares;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which tenant's is a request? By the host that it names (RFC 9110, section 7.2), else by its path, `/t/NAME/...`, or
/// that of a document about it, `/.well-known/DOCUMENT/t/NAME/...` (RFC 9728, section 3.1). All else is the host's.
///
/// Looks at names as they are sent: nothing is decoded, and no dots are resolved, so nothing leads from one tenant to
/// another. What leads to no tenant is the host's, which serves nothing there and answers so, whatever it is.
/// A tenant can't have all connections: see [Shares].
public final class Doorway implements HttpHandler {
    private static final String DOCUMENTS = "/.well-known/";
    private static final Duration BUSY_FOR = Duration.ofSeconds(1);

    private final HttpFront host;
    private final String mounts;
    private final Around around;
    private final Shares places;
    private volatile Doors doors = new Doors(Map.of(), Map.of());

    /// Handles a request in the name of a tenant, so that whatever is logged meanwhile says so.
    @FunctionalInterface
    public interface Around {
        void as(String tenant, HttpHandler handler, HttpExchange exchange) throws HttpFailure;
    }

    /// The tenants that are there, by name and by host name in small letters.
    ///
    /// @param byHost has those of `byName` that have a host name
    public record Doors(Map<String, HttpFront> byName, Map<String, String> byHost) {
        public Doors {
            byName = Map.copyOf(byName);
            byHost = Map.copyOf(byHost);
        }
    }

    /// @param host whose all is that is no tenant's
    /// @param mounts what tenants' paths begin with, with a slash at the end
    /// @param requestsMax under way at a time, streams included, where there are tenants
    public Doorway(HttpFront host, String mounts, Around around, int requestsMax) {
        this.host = host;
        this.mounts = mounts;
        this.around = around;
        this.places = new Shares(requestsMax);
    }

    /// From the next request on.
    public void lead(Doors now) {
        doors = now;
    }

    private record Found(String tenant, HttpFront front) {}

    @Override
    public void handle(HttpExchange exchange) throws HttpFailure {
        Doors now = doors;
        if (now.byName().isEmpty()) {
            host.handle(exchange);
            return;
        }
        Optional<Found> found = found(exchange, now);
        if (found.isPresent()) {
            around.as(
                    found.get().tenant(),
                    each -> share(each, found.get().tenant(), found.get().front()),
                    exchange);
        } else {
            share(exchange, "", host);
        }
    }

    private void share(HttpExchange exchange, String tenant, HttpFront front) throws HttpFailure {
        Optional<Shares.Share> place = places.take(tenant, 1);
        if (place.isEmpty()) {
            front.refuse(
                    exchange,
                    Refusal.of(Reason.BUSY, "The gateway has no room for another call now.", "tenant's share")
                            .after(BUSY_FOR));
            return;
        }
        try (Shares.Share _ = place.get()) {
            front.handle(exchange);
        }
    }

    /// A caller on the Unix socket is known by an account of this machine, which says nothing about tenants.
    private Optional<Found> found(HttpExchange exchange, Doors now) {
        if (exchange.systemUser().isPresent()) {
            return Optional.empty();
        }
        Optional<String> named = named(exchange, now);
        if (named.isPresent()) {
            return named.flatMap(name -> door(name, now));
        }
        String path = exchange.path();
        int at = path.startsWith(mounts) ? 0 : afterDocument(path);
        if (at < 0) {
            return Optional.empty();
        }
        int begin = at + mounts.length();
        int end = path.indexOf('/', begin);
        Optional<Found> found = end < 0 ? Optional.empty() : door(path.substring(begin, end), now);
        found.ifPresent(_ -> exchange.mount(path.substring(at, end), path.substring(0, at) + path.substring(end)));
        return found;
    }

    private static Optional<Found> door(String name, Doors now) {
        return Optional.ofNullable(now.byName().get(name)).map(front -> new Found(name, front));
    }

    /// With our port or another: which one clients know depends on what stands before us.
    private static Optional<String> named(HttpExchange exchange, Doors now) {
        List<String> hosts = exchange.headers().all("Host");
        if (hosts.size() != 1 || now.byHost().isEmpty()) {
            return Optional.empty();
        }
        String host = hosts.getFirst().toLowerCase(Locale.ROOT);
        int colon = host.indexOf(':');
        return Optional.ofNullable(now.byHost().get(colon < 0 ? host : host.substring(0, colon)));
    }

    /// Where the path of a document about a tenant goes on with the tenant's; -1 where it is no such path.
    private int afterDocument(String path) {
        int end = path.startsWith(DOCUMENTS) ? path.indexOf('/', DOCUMENTS.length()) : -1;
        return end >= 0 && path.startsWith(mounts, end) ? end : -1;
    }
}

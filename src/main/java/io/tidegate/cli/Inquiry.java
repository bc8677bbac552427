package io.tidegate.cli;

import io.tidegate.catalog.Offers;
import io.tidegate.config.Server;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.MessageMemory;
import io.tidegate.upstream.UpstreamFactory;
import io.tidegate.upstream.UpstreamSettings;
import io.tidegate.upstream.Upstreams;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What do servers say when they are asked as a gateway asks them at its start? Each is started or reached, and lists
/// what it has; nothing is called. They run until this is closed.
final class Inquiry implements AutoCloseable {
    private static final Duration SERVERS_GET = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 20;

    private final Map<String, Offers> offered = new ConcurrentHashMap<>();
    private final Upstreams upstreams;

    /// Starts them, and waits until each has answered or had its time.
    Inquiry(Collection<Server> servers, HttpClient client, UpstreamFactory.Tokens tokens, InstantSource clock) {
        UpstreamFactory factory = new UpstreamFactory(
                        client,
                        JsonLimits.DEFAULT,
                        new MessageMemory(Runtime.getRuntime().maxMemory()),
                        clock,
                        new SecureRandom())
                .with(tokens);
        this.upstreams = Upstreams.of(
                servers.stream().map(UpstreamSettings::new).toList(), factory, Optional.empty(), new Heard());
        await();
    }

    /// How each server does.
    List<Upstreams.Status> status() {
        return upstreams.status();
    }

    /// What each server has, of those that said it.
    Map<String, Offers> offered() {
        return Map.copyOf(offered);
    }

    private void await() {
        CountDownLatch never = new CountDownLatch(1);
        long looks = SERVERS_GET.toMillis() / LOOK_MILLIS;
        try {
            for (long look = 0; look < looks && pending(); look++) {
                if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean pending() {
        return upstreams.status().stream().anyMatch(status -> status.state().pending());
    }

    private final class Heard implements Upstreams.Listener {
        @Override
        public void offers(io.tidegate.catalog.Server server, Offers offers) {
            offered.put(server.name(), offers);
        }

        @Override
        public void updated(io.tidegate.catalog.Server server, String session, String uri, JsonDocument params) {}
    }

    @Override
    public void close() {
        upstreams.close();
    }
}

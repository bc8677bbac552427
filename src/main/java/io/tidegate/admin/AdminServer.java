package io.tidegate.admin;

import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.HttpHandler;
import io.tidegate.http.HttpServer;
import io.tidegate.http.ServerLimits;
import io.tidegate.http.ServerSettings;
import io.tidegate.json.JsonWriter;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Answers operators and probes on a listener of its own: `/health/live`, `/health/ready`, `/metrics`.
///
/// Asks nobody who they are: whoever can open a connection on this machine may read it, so it tells no identity and no
/// content. Changes nothing.
public final class AdminServer implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 64; // probes, a scraper and a few people
    private static final ServerLimits LIMITS = new ServerLimits(CONNECTIONS_MAX, 1 << 10, 8 << 10, 64, 10_000);
    private static final Duration DRAIN = Duration.ofMillis(200);
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Vitals vitals;
    private final Metrics metrics;
    private final HttpServer server;

    private AdminServer(InetSocketAddress bind, Vitals vitals, Metrics metrics) throws IOException {
        this.vitals = vitals;
        this.metrics = metrics;
        HttpHandler handler = this::handle;
        this.server = new HttpServer(ServerSettings.on(bind).withLimits(LIMITS), handler);
    }

    /// Begins to serve.
    ///
    /// @param bind a loopback address; port 0 takes any free one
    /// @throws IOException if the address is taken
    public static AdminServer start(InetSocketAddress bind, Vitals vitals, Metrics metrics) throws IOException {
        metrics.watch(vitals);
        metrics.watchListener(vitals);
        AdminServer admin = new AdminServer(bind, vitals, metrics);
        admin.server.start();
        return admin;
    }

    /// Where it listens, with the port that was chosen.
    public InetSocketAddress address() {
        return server.address();
    }

    private void handle(HttpExchange exchange) throws HttpFailure {
        if (!ofThisMachine(exchange)) {
            text(exchange, 403, "this listener answers only to `localhost`, and to no web page\n");
            return;
        }
        if (!exchange.method().equals("GET")) {
            exchange.respond(405, Headers.of("Allow", "GET"), new byte[0]);
            return;
        }
        switch (exchange.path()) {
            case "/health/live" -> text(exchange, 200, "live\n");
            case "/health/ready" -> ready(exchange);
            case "/metrics" ->
                exchange.respond(
                        200,
                        Headers.of("Content-Type", PROMETHEUS, "Cache-Control", "no-store"),
                        metrics.text(vitals).getBytes(StandardCharsets.UTF_8));
            default -> text(exchange, 404, "there are /health/live, /health/ready and /metrics\n");
        }
    }

    /// Against DNS rebinding: a page in a browser names the host that it came from, and an `Origin`.
    private boolean ofThisMachine(HttpExchange exchange) {
        Optional<String> host = exchange.headers().only("Host").map(name -> name.toLowerCase(Locale.ROOT));
        String port = ":" + address().getPort();
        boolean named = host.filter(name ->
                        address().getPort() == 80 ? NAMES.contains(name) || named(name, port) : named(name, port))
                .isPresent();
        return named && !exchange.headers().has("Origin");
    }

    private static boolean named(String host, String port) {
        return host.endsWith(port) && NAMES.contains(host.substring(0, host.length() - port.length()));
    }

    private void ready(HttpExchange exchange) throws HttpFailure {
        JsonWriter out = new JsonWriter().object();
        boolean ready = state(out, vitals);
        if (!vitals.tenants().isEmpty()) {
            out.name("tenants").array();
            for (TenantTold tenant : vitals.tenants()) {
                state(out.object().member("name", tenant.name()), tenant.vitals());
                out.endObject();
            }
            out.endArray();
        }
        Headers headers = Headers.of("Content-Type", "application/json", "Cache-Control", "no-store");
        exchange.respond(ready ? 200 : 503, headers, out.endObject().bytes());
    }

    /// Returns whether it takes calls. A tenant that takes none is no reason to send others' calls elsewhere.
    private static boolean state(JsonWriter out, Vitals vitals) {
        List<String> obstacles = vitals.obstacles();
        out.member("ready", obstacles.isEmpty()).name("reasons").array();
        obstacles.forEach(out::text);
        out.endArray().name("servers").array();
        for (Upstreams.Status status : vitals.servers()) {
            out.object()
                    .member("name", status.server())
                    .member("state", status.state().id())
                    .member("trouble", status.trouble())
                    .endObject();
        }
        out.endArray().member("configuration", vitals.configuration()).member("policy", vitals.policy());
        return obstacles.isEmpty();
    }

    private static void text(HttpExchange exchange, int status, String text) throws HttpFailure {
        Headers headers = Headers.of("Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-store");
        exchange.respond(status, headers, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(DRAIN);
    }
}

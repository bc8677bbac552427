package io.tidegate.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Starts servers for tests, remembers what was malformed, and stops them.
final class Servers implements AutoCloseable {
    final List<Defect> defects = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<HttpServer> started = new CopyOnWriteArrayList<>();

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    ServerSettings settings() {
        return ServerSettings.on(anyPort()).withEvents(new ServerEvents() {
            @Override
            public void malformed(InetSocketAddress remote, Defect defect) {
                defects.add(defect);
            }

            @Override
            public void failed(InetSocketAddress remote, Throwable failure) {
                failures.add(failure);
            }
        });
    }

    HttpServer start(HttpHandler handler) throws IOException {
        return start(settings(), handler);
    }

    HttpServer start(ServerSettings settings, HttpHandler handler) throws IOException {
        HttpServer server = new HttpServer(settings, handler);
        server.start();
        started.add(server);
        return server;
    }

    /// Answers with method, path, query and body of the request.
    static void echo(HttpExchange exchange) throws HttpFailure {
        String body = new String(exchange.body(1 << 20), StandardCharsets.ISO_8859_1);
        String text = exchange.method() + " " + exchange.path() + " [" + exchange.query() + "] " + body;
        exchange.respond(200, Headers.of("content-type", "text/plain"), bytes(text));
    }

    @Override
    public void close() {
        started.forEach(server -> server.stop(Duration.ZERO));
    }
}

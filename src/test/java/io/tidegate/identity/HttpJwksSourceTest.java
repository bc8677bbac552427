package io.tidegate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpJwksSourceTest {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpJwksSource source = new HttpJwksSource(Duration.ofMillis(400));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        source.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/keys" -> send(exchange, 200, "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8));
                case "/large" -> send(exchange, 200, new byte[300 * 1024]);
                case "/elsewhere" -> {
                    exchange.getResponseHeaders().add("Location", "/keys");
                    send(exchange, 302, new byte[1]);
                }
                case "/silent" -> waitForEnd();
                case "/slow" -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream body = exchange.getResponseBody();
                    body.write('{');
                    body.flush();
                    waitForEnd();
                }
                default -> send(exchange, 404, new byte[1]);
            }
        }
    }

    private void waitForEnd() {
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Test
    void fetchesADocument() throws IOException {
        assertThat(source.fetch(at("/keys"))).asString().isEqualTo("{\"keys\":[]}");
    }

    @Test
    void refusesLargeMissingAndRedirectedDocuments() {
        assertThatThrownBy(() -> source.fetch(at("/large"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> source.fetch(at("/missing"))).hasMessageContaining("404");
        assertThatThrownBy(() -> source.fetch(at("/elsewhere"))).hasMessageContaining("302");
    }

    @Test
    void givesUpOnSilenceAndOnASlowBody() {
        assertThatThrownBy(() -> source.fetch(at("/silent"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> source.fetch(at("/slow"))).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAddressesInClearBeyondThisMachine() {
        for (String address : new String[] {
            "http://login.example.com/keys",
            "http://127.0.0.1.example.com/keys",
            "http://user@127.0.0.1/keys",
            "file:///etc/passwd",
            "ftp://login.example.com/keys",
            "keys"
        }) {
            assertThatThrownBy(() -> source.fetch(URI.create(address))).hasMessageContaining("https");
        }
    }
}

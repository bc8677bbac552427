package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.http.Fetcher.NamedBy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FetcherTest {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Fetcher source = new Fetcher(Duration.ofMillis(400), InetAddress::getAllByName);
    private com.sun.net.httpserver.HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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

    private void answer(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
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

    private static void send(com.sun.net.httpserver.HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Test
    void fetchesADocument() throws IOException {
        assertThat(source.get(at("/keys"), NamedBy.CONFIGURATION)).asString().isEqualTo("{\"keys\":[]}");
    }

    @Test
    void refusesLargeMissingAndRedirectedDocuments() {
        assertThatThrownBy(() -> source.get(at("/large"), NamedBy.CONFIGURATION))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> source.get(at("/missing"), NamedBy.CONFIGURATION))
                .hasMessageContaining("404");
        assertThatThrownBy(() -> source.get(at("/elsewhere"), NamedBy.CONFIGURATION))
                .hasMessageContaining("302");
    }

    @Test
    void givesUpOnSilenceAndOnASlowBody() {
        assertThatThrownBy(() -> source.get(at("/silent"), NamedBy.CONFIGURATION))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> source.get(at("/slow"), NamedBy.CONFIGURATION)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example.com/keys",
                "http://127.0.0.1.example.com/keys",
                "http://user@127.0.0.1/keys",
                "https://login.example.com/keys#x",
                "file:///etc/passwd",
                "ftp://login.example.com/keys",
                "keys"
            })
    void fetchesNothingInClearFromElsewhere(String address) {
        for (NamedBy by : NamedBy.values()) {
            assertThat(Fetcher.isAllowed(URI.create(address), by)).isFalse();
            assertThatThrownBy(() -> source.get(URI.create(address), by)).hasMessageContaining("https");
        }
    }

    @Test
    void whatOthersNameIsNeverOnThisMachine() {
        assertThatThrownBy(() -> source.get(at("/keys"), NamedBy.OTHERS)).hasMessageContaining("https");
        assertThatThrownBy(() -> source.get(URI.create("https://localhost/keys"), NamedBy.OTHERS))
                .hasMessageContaining("https");
    }

    private static String refusal(NamedBy by, String... addresses) {
        Fetcher.Lookup lookup = _ -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int at = 0; at < addresses.length; at++) {
                found[at] = InetAddress.ofLiteral(addresses[at]);
            }
            return found;
        };
        try (Fetcher fetcher = new Fetcher(Duration.ofMillis(200), lookup)) {
            fetcher.get(URI.create("https://login.example.com/keys"), by);
            return "";
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /// However a name is written, it is the address that counts; so it does not help to let a name mean another one.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.5",
                "192.168.1.1",
                "172.20.0.1",
                "127.0.0.1",
                "::1",
                "fd12::1",
                "100.64.0.1",
                "64:ff9b::a00:5"
            })
    void whatOthersNameIsNotInAPrivateNetwork(String address) {
        assertThat(refusal(NamedBy.OTHERS, address)).contains("in a network that nothing is fetched from");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"169.254.169.254", "fe80::1", "fd00:ec2::254", "168.63.129.16", "0.0.0.0", "::", "224.0.0.1"})
    void nothingIsFetchedFromLinksAndMetadata(String address) {
        for (NamedBy by : NamedBy.values()) {
            assertThat(refusal(by, address)).contains("in a network that nothing is fetched from");
        }
    }

    /// The address that was judged is the one that is connected to: there is no second question, whose answer would be
    /// another. 192.88.99.1 is public and nobody's (RFC 7526).
    @Test
    void aNameThatMeansAnotherAddressLaterChangesNothing() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Fetcher.Lookup rebinding = _ ->
                new InetAddress[] {InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "192.88.99.1" : "127.0.0.1")};
        try (ServerSocket here = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Fetcher fetcher = new Fetcher(Duration.ofMillis(400), rebinding)) {
            here.setSoTimeout(1); // a connection that was made is there already
            URI keys = URI.create("https://login.example.com:" + here.getLocalPort() + "/keys");
            assertThatThrownBy(() -> fetcher.get(keys, NamedBy.OTHERS))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("in a network");
            assertThat(asked).hasValue(1);
            assertThatThrownBy(here::accept).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> fetcher.get(keys, NamedBy.OTHERS)).hasMessageContaining("in a network");
            assertThat(asked).hasValue(2);
            assertThatThrownBy(here::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }
}

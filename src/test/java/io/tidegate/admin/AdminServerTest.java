package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Does the admin listener tell whether calls are taken, and only to those who may ask?
class AdminServerTest {
    private final FakeVitals vitals = new FakeVitals();
    private AdminServer admin;

    @BeforeEach
    void start() throws IOException {
        admin = AdminServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), vitals, new Metrics("1"));
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    private String ask(String line, String... headers) throws IOException {
        try (Socket socket =
                new Socket(admin.address().getAddress(), admin.address().getPort())) {
            socket.setSoTimeout(5_000);
            String head = line + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String host() {
        return "Host: 127.0.0.1:" + admin.address().getPort();
    }

    private static JsonValue body(String answer) {
        return JsonDocument.of(answer.substring(answer.indexOf("\r\n\r\n") + 4)).root();
    }

    @Test
    void isLiveAndReady() throws IOException {
        assertThat(ask("GET /health/live", host())).startsWith("HTTP/1.1 200 ").endsWith("live\n");
        String ready = ask("GET /health/ready", host());
        assertThat(ready).startsWith("HTTP/1.1 200 ").contains("no-store");
        assertThat(body(ready).json()).contains("\"ready\":true", "\"reasons\":[]", "c0ffee", "beef");
    }

    @Test
    void tellsADownServerAndStaysReady() throws IOException {
        vitals.servers = List.of(FakeVitals.down("wiki", "refused the connection"));
        String ready = ask("GET /health/ready", host());
        assertThat(ready)
                .startsWith("HTTP/1.1 200 ")
                .contains("{\"name\":\"wiki\",\"state\":\"down\",\"trouble\":\"refused the connection\"}");
    }

    @Test
    void becomesUnreadyWithReasonsAndStaysLive() throws IOException {
        assertThat(ask("GET /health/ready", host())).startsWith("HTTP/1.1 200 ");
        vitals.obstacles = List.of("stopping");
        String ready = ask("GET /health/ready", host());
        assertThat(ready).startsWith("HTTP/1.1 503 ").contains("\"ready\":false", "[\"stopping\"]");
        assertThat(ask("GET /health/live", host())).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void servesMetricsAsPrometheusReadsThem() throws IOException {
        assertThat(ask("GET /metrics", host()).toLowerCase(java.util.Locale.ROOT))
                .startsWith("http/1.1 200 ")
                .contains("content-type: text/plain; version=0.0.4; charset=utf-8")
                .contains("\n# type tidegate_calls_total counter\n");
    }

    @Test
    void answersToNoOtherHost() throws IOException {
        int port = admin.address().getPort();
        assertThat(ask("GET /metrics", "Host: attacker.example:" + port)).startsWith("HTTP/1.1 403 ");
        assertThat(ask("GET /metrics", "Host: localhost")).startsWith("HTTP/1.1 403 ");
        assertThat(ask("GET /metrics", "Host: x127.0.0.1:" + port)).startsWith("HTTP/1.1 403 ");
        assertThat(ask("GET /metrics", "Host: LOCALHOST:" + port)).startsWith("HTTP/1.1 200 ");
        assertThat(ask("GET /metrics", "Host: [::1]:" + port)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void answersToNoPage() throws IOException {
        String answer = ask("GET /metrics", host(), "Origin: http://localhost:3000");
        assertThat(answer).startsWith("HTTP/1.1 403 ");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("access-control");
    }

    @Test
    void takesOnlyGet() throws IOException {
        assertThat(ask("POST /metrics", host(), "Content-Length: 0"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("allow: GET");
        assertThat(ask("OPTIONS /metrics", host())).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void hasNothingElse() throws IOException {
        assertThat(ask("GET /", host())).startsWith("HTTP/1.1 404 ");
        assertThat(ask("GET /metrics/../health/live", host())).startsWith("HTTP/1.1 404 ");
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Is the place where an issuer is asked about tokens found by its own description, and by no other?
@Timeout(60)
class IntrospectionDiscoveryTest extends ProviderFixture {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String issuer = "";
    private volatile String place = "";
    private volatile String said = "{\"active\":false}";

    @Override
    void serve(HttpServer server) {
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        place = issuer + "/introspect";
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange, "{\"issuer\":\"" + issuer + "\",\"introspection_endpoint\":\"" + place + "\"}"));
        server.createContext("/introspect", exchange -> {
            asked.incrementAndGet();
            answer(exchange, said);
        });
        server.createContext("/moved", exchange -> answer(exchange, said));
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    String identity(int port) {
        try {
            Files.writeString(folder.resolve("secret"), "secret\n");
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        return """
                identity:
                  issuers:
                    - issuer: "http://127.0.0.1:%d"
                      introspection: { client-id: tidegate, client-secret: "${file:secret}" }
                """.formatted(port);
    }

    private int statusOf(String token) throws IOException {
        return send(call("echo").as(token)).status();
    }

    @Test
    void asksWhereTheIssuerSays() throws IOException {
        said = "{\"active\":true,\"sub\":\"alice\",\"aud\":\"" + url("/mcp") + "\"}";
        for (RawRequest call : calls("echo", "opaque-1")) {
            assertThat(send(call.as("opaque-1")).body()).contains("done");
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void asksNowhereElse() throws IOException {
        Map<String, String> wrong = Map.of(
                "http://192.0.2.1/introspect",
                "not of this machine",
                "http://localhost.example.com/introspect",
                "in clear",
                "file:///etc/passwd",
                "no address",
                issuer + "/introspect#x",
                "a fragment");
        long minutes = 0;
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            place = each.getKey();
            minutes += 2; // an issuer that failed is left alone for a while
            later.set(Duration.ofMinutes(minutes));
            assertThat(statusOf("opaque-2")).as(each.getValue()).isEqualTo(503);
            assertThat(last().path("detail").asString()).isEqualTo("provider-unavailable");
        }
        assertThat(asked).hasValue(0);
        assertThat(echo.called()).isEmpty();
    }

    @Test
    void believesNoDescriptionOfAnotherIssuer() throws IOException {
        String own = issuer;
        issuer = "http://127.0.0.1:1";
        assertThat(statusOf("opaque-3")).isEqualTo(503);
        issuer = own;
        later.set(Duration.ofMinutes(2));
        assertThat(statusOf("opaque-3")).as("asked again").isEqualTo(401);
        assertThat(last().path("detail").asString()).isEqualTo("not-active");
    }
}

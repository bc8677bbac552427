package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Do streams that last end when the token of their client is withdrawn: by its issuer, which is asked about it, or by
/// a configuration that no longer trusts the issuer or the client of a token that was given out here?
///
/// What was said of a token is believed for a minute; a reload asks anew. The stream of another is there still, so it
/// was not the reload that ended it.
@Timeout(60)
class WithdrawnStreamsTest extends TokenEndpointFixture {
    private static final String LISTEN = "\"notifications\": {\"toolsListChanged\": true}";
    private static final String OTHER = "https://other.example.com";

    private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();

    @Override
    void serve(HttpServer documents) {
        documents.createContext("/introspect", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean active = withdrawn.stream().noneMatch(form::contains);
            byte[] body = ("{\"active\": " + active + "}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private void force(String identity) throws IOException {
        started.reload(identity + "servers: { echo: { url: \"%s\" } }\n".formatted(echo.url()));
    }

    /// A configuration with these issuers and clients of the token endpoint.
    private String giving(List<String> issuers, String... clients) {
        int port = documents.getAddress().getPort();
        String all = String.join(
                ", ",
                issuers.stream()
                        .map(each -> "{ issuer: \"%s\", jwks: \"http://127.0.0.1:%d/keys\" }".formatted(each, port))
                        .toList());
        return identity(port)
                .replaceFirst("    issuers: .*\n", "    issuers: [ " + all + " ]\n")
                .lines()
                .filter(line -> !line.contains("{ secret:")
                        || List.of(clients).stream().anyMatch(client -> line.contains(client + ": {")))
                .reduce("", (before, line) -> before + line + "\n");
    }

    private String token(String issuer, String client) throws IOException {
        Map<String, Object> claims = assertion("client_id", client);
        claims.put("iss", issuer);
        RawRequest request = form(Map.of("grant_type", JAG, "assertion", jag(claims)));
        return given(by(request, client, SECRET)).path("access_token").asString();
    }

    private record Streams(LiveClient old, LiveClient modern, Heard told, Heard modernTold) implements AutoCloseable {
        static Streams of(URI url, Started started, String token) throws Exception {
            LiveClient old = LiveClient.stateful(url, token, "2025-11-25", "{}");
            LiveClient modern = LiveClient.stateless(started, token);
            Heard told = old.listen();
            Heard modernTold = modern.asks("1", "subscriptions/listen", LISTEN);
            assertThat(told.status()).isEqualTo(200);
            assertThat(modernTold.next().path("method").asString())
                    .isEqualTo("notifications/subscriptions/acknowledged");
            return new Streams(old, modern, told, modernTold);
        }

        boolean areOver() {
            return told.over() && modernTold.over();
        }

        boolean oneIsOver() {
            return told.over() || modernTold.over();
        }

        @Override
        public void close() throws IOException {
            told.close();
            modernTold.close();
            old.close();
            modern.close();
        }
    }

    private Streams streams(String token) throws Exception {
        return Streams.of(started.url(), started, token);
    }

    private static void endsAlone(Streams ended, Streams others) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(ended::areOver);
        assertThat(others.oneIsOver()).as("the streams of another").isFalse();
    }

    @Test
    void ofAClientThatIsNotTrustedAnyMore() throws Exception {
        try (Streams gone = streams(token(TestProvider.ISSUER, "other"));
                Streams stays = streams(token(TestProvider.ISSUER, "editor"))) {
            force(giving(List.of(TestProvider.ISSUER), "editor"));
            endsAlone(gone, stays);
        }
    }

    @Test
    void ofAnIssuerThatIsNotTrustedAnyMore() throws Exception {
        force(giving(List.of(TestProvider.ISSUER, OTHER), "editor", "other"));
        try (Streams gone = streams(token(OTHER, "editor"));
                Streams stays = streams(token(TestProvider.ISSUER, "editor"))) {
            force(giving(List.of(TestProvider.ISSUER), "editor", "other"));
            endsAlone(gone, stays);
        }
    }

    @Test
    void ofATokenThatItsIssuerSaysIsNotActive() throws Exception {
        Files.writeString(folder.resolve("secret"), "s3cret");
        int port = documents.getAddress().getPort();
        String asking = """
                public-url: %s
                identity:
                  issuers:
                    - issuer: "%s"
                      jwks: "http://127.0.0.1:%d/keys"
                      introspection:
                        { url: "http://127.0.0.1:%d/introspect", client-id: t, client-secret: "${file:secret}", tokens: signed }
                """.formatted(SITE, TestProvider.ISSUER, port, port);
        force(asking);
        Map<String, Object> claims = claims("aud", SITE + "/mcp");
        String withdrawnOne = TestProvider.rs256(claims);
        claims.put("jti", "another");
        try (Streams gone = streams(withdrawnOne);
                Streams stays = streams(TestProvider.rs256(claims))) {
            withdrawn.add(withdrawnOne);
            force(asking);
            endsAlone(gone, stays);
        }
    }
}

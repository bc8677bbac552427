package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.identity.TestProvider;
import io.tidegate.upstream.HttpPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do real clients get in with tokens that they get themselves: by a person's sign-in at a real Keycloak, where nobody
/// can register a client (the recipe of docs/identity.md), and by an assertion of the enterprise
/// (docs/token-endpoint.md)?
@Tag("end-to-end")
final class SignInEndToEndTest {
    private static final String SITE = "http://localhost:8420"; // the client is told where it really is
    private static final String AUDIENCE = "mcp-gateway";
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String TOOLS = "{\"tools\": [{\"name\": \"read\", \"inputSchema\": {\"type\": \"object\"}}]}";

    @TempDir
    private Path folder = Path.of("");

    @TempDir
    private Path provider = Path.of("");

    private static List<String> run(Path folder, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        try (RunningProgram client = RunningProgram.start(
                folder, Map.of(), Peers.node("client-oauth.mjs", arguments.toArray(String[]::new)))) {
            assertThat(client.awaitEnd(LIMIT)).as(client.describe()).isZero();
            return client.output();
        }
    }

    private static HttpPeer peer() throws Exception {
        return HttpPeer.modern("{\"tools\":{}}").on("tools/list", turn -> turn.result(TOOLS));
    }

    @Test
    void aClientThatIsKnownSignsInWhereNoneCanRegisterItself() throws Exception {
        try (Keycloak keycloak = Keycloak.start(provider, AUDIENCE);
                HttpPeer peer = peer();
                Gateway gateway = Gateway.start(
                        new Setup(
                                        Map.of(),
                                        Setup.EVERYTHING_ALLOWED,
                                        "{ issuers: [ { issuer: \"%s\", audience: %s, clock-skew: 0s } ] }"
                                                .formatted(keycloak.issuer(), AUDIENCE),
                                        "")
                                .http("peer", peer.url()),
                        folder)) {
            gateway.awaitServer("peer");
            String url = gateway.url().toString();
            String callback = "http://127.0.0.1:49152/callback"; // registered without a port (RFC 8252, section 7.3)
            List<String> known = run(
                    folder,
                    url,
                    "--client",
                    "mcp-desktop",
                    "--redirect",
                    callback,
                    "--user",
                    "alice",
                    "--password",
                    "low-water",
                    "--again");
            assertThat(known.getFirst()).contains("\"client\":\"mcp-desktop\"", "\"pkce\":\"S256\"", url);
            assertThat(known)
                    .as("its token ended between two calls, and it got another by itself")
                    .containsSubsequence("{\"tools\":[\"read\"]}", "{\"renewed\":true}", "{\"again\":[\"read\"]}");

            List<String> unknown = run(folder, url, "--redirect", callback);
            assertThat(unknown)
                    .singleElement()
                    .asString()
                    .startsWith("{\"failed\":")
                    .contains("Trusted Hosts");
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    @Test
    void aClientExchangesAnAssertionOfTheEnterprise() throws Exception {
        HttpServer keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/", exchange -> {
            byte[] body = new TestProvider().keys().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keys.start();
        Files.writeString(folder.resolve("client.secret"), "correct horse battery staple");
        String identity =
                """
                { token-endpoint: { issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys" } ],
                    clients: { editor: { secret: "${file:%s}" } } } }""".formatted(TestProvider.ISSUER, keys.getAddress().getPort(), folder.resolve("client.secret"));
        try (HttpPeer peer = peer();
                Gateway gateway = Gateway.start(
                        new Setup(Map.of(), Setup.EVERYTHING_ALLOWED, identity, "public-url: " + SITE + "\n")
                                .http("peer", peer.url()),
                        folder)) {
            gateway.awaitServer("peer");
            String at = gateway.url().toString().replaceFirst("/mcp$", "");
            List<String> seen = run(
                    folder,
                    SITE + "/mcp",
                    "--client",
                    "editor",
                    "--secret",
                    "correct horse battery staple",
                    "--issuer",
                    SITE,
                    "--assertion",
                    assertion(),
                    "--at",
                    at);
            assertThat(seen.getFirst()).contains("\"resourceUrl\":\"" + SITE + "/mcp\"");
            assertThat(seen.getLast()).isEqualTo("{\"tools\":[\"read\"]}");
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        } finally {
            keys.stop(0);
        }
    }

    private static String assertion() {
        Instant now = InstantSource.system().instant();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", TestProvider.ISSUER);
        claims.put("sub", "alice");
        claims.put("aud", SITE);
        claims.put("client_id", "editor");
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("resource", SITE + "/mcp");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 300);
        return TestProvider.signed(
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"oauth-id-jag+jwt\"}",
                TestProvider.json(claims),
                JWSAlgorithm.RS256,
                TestProvider.RSA);
    }
}

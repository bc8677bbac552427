package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.cli.OauthPeer;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.identity.TestProvider;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Does a user reach a server behind two gateways as that user, by an identity assertion of the enterprise (ID-JAG)
/// that the first gets for the second, which gives out tokens itself? Two processes, each with its own trail.
///
/// The enterprise's issuer is one of ours: Keycloak 26 takes such assertions and gives out none.
@Tag("end-to-end")
@Timeout(180)
final class TwoGatewaysEndToEndTest {
    private static final String TOOLS = "{\"tools\": [{\"name\": \"read\", \"inputSchema\": {\"type\": \"object\"}}]}";
    private static final String ASSERTION = "urn:ietf:params:oauth:token-type:id-jag";

    @TempDir
    private Path first = Path.of("");

    @TempDir
    private Path second = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();

    private static long now() {
        return InstantSource.system().instant().getEpochSecond();
    }

    private static String token(OauthPeer sso, String user, String audience) {
        Map<String, Object> claims = TestProvider.claims();
        claims.put("iss", sso.site());
        claims.put("sub", user);
        claims.put("aud", audience);
        claims.put("iat", now());
        claims.put("exp", now() + 300);
        return TestProvider.rs256(claims);
    }

    /// As the enterprise decides: of alice and bob, for the first gateway, towards the second.
    private static Optional<String> asserted(OauthPeer sso, Map<String, String> form) {
        if (!form.getOrDefault("requested_token_type", "").equals(ASSERTION)) {
            return Optional.empty();
        }
        String payload = form.getOrDefault("subject_token", "").split("\\.", -1)[1];
        JsonValue token = JsonDocument.of(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8))
                .root();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", sso.site());
        claims.put("sub", token.string("sub").orElseThrow());
        claims.put("aud", form.get("audience"));
        claims.put("resource", form.get("resource"));
        claims.put("client_id", "first-gateway");
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("scope", "crm:read crm:write");
        claims.put("iat", now());
        claims.put("exp", now() + 300);
        String assertion = TestProvider.signed(
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"oauth-id-jag+jwt\"}",
                TestProvider.json(claims),
                JWSAlgorithm.RS256,
                TestProvider.RSA);
        return Optional.of("{\"access_token\": \"" + assertion
                + "\", \"token_type\": \"N_A\", \"issued_token_type\": \"" + ASSERTION + "\", \"expires_in\": 300}");
    }

    private static OauthPeer sso() throws IOException {
        OauthPeer sso = OauthPeer.start();
        sso.publishes(new TestProvider().keys());
        sso.describes("jwks_uri", "\"" + sso.site() + "/keys\"");
        sso.answers(form -> asserted(sso, form));
        return sso;
    }

    /// The one with the server: nobody but clients of its token endpoint is let in, and bob may do nothing.
    private Gateway resource(OauthPeer sso, HttpPeer peer, String site, Path secret) throws IOException {
        String identity = """
                { token-endpoint: { issuers: [ { issuer: "%s", jwks: "%s/keys" } ],
                    clients: { first-gateway: { secret: "${file:%s}", scopes: [crm:read], grants: [assertion, client-credentials] } } } }""".formatted(sso.site(), sso.site(), secret);
        String policy = """
                permit (principal, action, resource);
                forbid (principal, action == Action::"call", resource) when { principal.id == "bob" };
                """;
        Setup setup = new Setup(Map.of(), policy, identity, "public-url: " + site + "\n").http("peer", peer.url());
        return Gateway.start(setup, second, site).awaitServer("peer");
    }

    private Gateway facing(OauthPeer sso, Gateway resource, Path secret) throws IOException {
        String identity = "{ issuers: [ { issuer: \"%s\", jwks: \"%s/keys\", audience: first } ] }"
                .formatted(sso.site(), sso.site());
        String site = resource.url().toString().replaceFirst("/mcp$", "");
        Setup setup = new Setup(Map.of(), Setup.EVERYTHING_ALLOWED, identity, "")
                .http("far", resource.url())
                .keys("far", """
                        authorization: { grant: id-jag, issuer: "%s", client-id: first-gateway, client-secret: "${file:%s}",
                          identity-provider: { issuer: "%s", client-id: first-gateway, client-secret: "${file:%s}" } }""".formatted(site, secret, sso.site(), secret));
        return Gateway.start(setup, first).awaitServer("far");
    }

    private String call(URI gateway, String token) throws Exception {
        String body = """
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "read", "arguments": {}, "_meta": {
                 "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}}}""";
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(gateway)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", "read")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static JsonNode last(Gateway gateway) throws IOException {
        return Recorded.calls(gateway).getLast();
    }

    private static long exchanges(OauthPeer sso) {
        return sso.heard().stream().filter(asked -> asked.contains(ASSERTION)).count();
    }

    @Test
    void aUserIsThatUserBehindBoth() throws Exception {
        Path secret = Files.writeString(first.resolve("client.secret"), "correct horse battery staple");
        String site;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            site = "http://127.0.0.1:" + free.getLocalPort();
        }
        try (OauthPeer sso = sso();
                HttpPeer peer = HttpPeer.modern("{\"tools\":{}}")
                        .on("tools/list", turn -> turn.result(TOOLS))
                        .on(
                                "tools/call",
                                turn -> turn.result("{\"content\": [{\"type\": \"text\", \"text\": \"the tide\"}]}"));
                Gateway resource = resource(sso, peer, site, secret);
                Gateway facing = facing(sso, resource, secret)) {
            String alice = token(sso, "alice", "first");
            assertThat(call(facing.url(), alice)).startsWith("200").contains("the tide");
            assertThat(last(facing).path("who").path("user").asString()).isEqualTo("alice");
            assertThat(last(facing).path("as").asString()).isEqualTo("user");
            JsonNode who = last(resource).path("who");
            assertThat(who.path("user").asString()).isEqualTo("alice");
            assertThat(who.path("client").asString()).isEqualTo("first-gateway");
            assertThat(who.path("by").asString()).isEqualTo("oidc");
            assertThat(call(facing.url(), alice)).contains("the tide");
            assertThat(exchanges(sso)).as("one assertion for both calls").isEqualTo(1);

            assertThat(call(facing.url(), token(sso, "bob", "first")))
                    .as("the second gateway judges bob, and not the first")
                    .doesNotContain("the tide");
            assertThat(last(resource).path("who").path("user").asString()).isEqualTo("bob");
            assertThat(last(resource).path("decision").asString()).isEqualTo("refused");
            assertThat(call(resource.url(), alice))
                    .as("what is for the first is for nobody else")
                    .startsWith("401");

            endsWithTheClient(resource, facing, alice);
            String trails = Planted.files(first.resolve("trail")) + Planted.files(second.resolve("trail"));
            assertThat(trails).contains("token-given").doesNotContain(alice, "correct horse");
            assertThat(facing.stop()).as(facing.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            assertThat(resource.stop()).as(resource.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    /// The second gateway knows the first no more: its tokens are of no use from then on, and there are no others.
    private void endsWithTheClient(Gateway resource, Gateway facing, String alice) throws Exception {
        Path file = second.resolve("tidegate.yaml");
        Files.writeString(file, Files.readString(file).replace("first-gateway:", "another-gateway:"));
        resource.program().awaitError(Pattern.compile("configuration \\S+ is in force"), Duration.ofSeconds(60));
        for (int again = 0; again < 3; again++) {
            assertThat(call(facing.url(), alice)).contains("\"isError\":true").doesNotContain("the tide");
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(call(facing.url(), alice)).contains("\"isError\":true").doesNotContain("the tide");
            assertThat(Recorded.refusals(resource))
                    .as("who runs the second learns why")
                    .contains("revoked", "token endpoint: wrong-client");
        });
        assertThat(Recorded.calls(resource))
                .filteredOn(call -> call.path("method").asString().equals("tools/call"))
                .extracting(call -> call.path("who").path("user").asString())
                .containsExactlyElementsOf(List.of("alice", "alice", "bob"));
    }
}

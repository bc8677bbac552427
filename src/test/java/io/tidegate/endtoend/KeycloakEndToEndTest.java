package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.identity.ProofKey;
import io.tidegate.upstream.HttpPeer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Are tokens of a real Keycloak taken, with their groups and roles in policy, and proofs of their keys? And is a
/// key that is new known, and a token that was withdrawn refused, within about a minute?
@Tag("end-to-end")
final class KeycloakEndToEndTest {
    private static final String SITE = "http://localhost:8420"; // nobody need reach it: tokens and metadata name it
    private static final Duration A_MINUTE_AND_SOME = Duration.ofSeconds(90);
    private static final String POLICY = """
            permit (principal in Role::"auditor", action, resource) when { resource.name == "audit" };
            permit (principal in Group::"support", action, resource) when { resource.name == "help" };
            permit (principal, action, resource) when { resource.name == "public" };
            """;
    private static final String TOOLS = """
            {"tools": [{"name": "audit", "inputSchema": {"type": "object"}},
             {"name": "help", "inputSchema": {"type": "object"}},
             {"name": "public", "inputSchema": {"type": "object"}},
             {"name": "other", "inputSchema": {"type": "object"}}]}""";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    private Path folder = Path.of("");

    @TempDir
    private Path provider = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void takesTokensByTheirGroupsAndRolesUntilTheyAreWithdrawn() throws Exception {
        try (Keycloak keycloak = Keycloak.start(provider, SITE + "/mcp");
                HttpPeer peer = HttpPeer.modern("{\"tools\":{}}").on("tools/list", turn -> turn.result(TOOLS));
                Gateway gateway = Gateway.start(setup(keycloak, peer), folder)) {
            gateway.awaitServer("peer");
            String first = keycloak.tokenOfAlice();
            String second = keycloak.tokenOfAlice();
            assertThat(tools(gateway, first)).containsExactlyInAnyOrder("audit", "help", "public");
            assertThat(tools(gateway, keycloak.tokenOfEditor()))
                    .as("a service of its own, in no group")
                    .containsExactly("public");
            String cut = first.substring(0, first.length() - 8) + "AAAAAAAA";
            assertThat(list(gateway, cut).statusCode()).isEqualTo(401);

            takesBoundTokensWithAProof(keycloak, gateway);

            keycloak.revoke(first);
            keycloak.rotateKey();
            String third = keycloak.tokenOfAlice();
            Awaitility.await()
                    .atMost(A_MINUTE_AND_SOME)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> list(gateway, first).statusCode() == 401
                            && list(gateway, third).statusCode() == 200);
            assertThat(list(gateway, second).statusCode())
                    .as("signed before, and not withdrawn")
                    .isEqualTo(200);
            String trail = refused(gateway);
            assertThat(trail)
                    .contains("not-active", "bad-signature", "proof-replayed")
                    .doesNotContain(first, "tidegate-secret");
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    private void takesBoundTokensWithAProof(Keycloak keycloak, Gateway gateway) throws Exception {
        ProofKey key = new ProofKey();
        String bound = keycloak.tokenOfAlice(key);
        String proof = key.proof(
                "POST",
                SITE + "/mcp",
                Optional.of(bound),
                InstantSource.system().instant());
        assertThat(list(gateway, bound).statusCode())
                .as("like one that is not bound")
                .isEqualTo(401);
        HttpResponse<String> taken = send(gateway, "Authorization", "DPoP " + bound, "DPoP", proof);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        HttpResponse<String> again = send(gateway, "Authorization", "DPoP " + bound, "DPoP", proof);
        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(again.headers().allValues("WWW-Authenticate").toString()).contains("invalid_dpop_proof");
    }

    private static String refused(Gateway gateway) throws Exception {
        StringBuilder all = new StringBuilder();
        try (TrailReader reader = TrailReader.fromStart(gateway.trail())) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                all.append(next.get().json()).append('\n');
            }
        }
        return all.toString();
    }

    private Setup setup(Keycloak keycloak, HttpPeer peer) throws Exception {
        Path secret = Files.writeString(folder.resolve("introspection.secret"), "tidegate-secret");
        String identity = """
                { issuers: [ { issuer: "%s", claims: { roles: realm_access.roles },
                    introspection: { url: "%s/protocol/openid-connect/token/introspect", client-id: tidegate,
                      client-secret: "${file:%s}", tokens: signed } } ] }""".formatted(keycloak.issuer(), keycloak.issuer(), secret);
        return new Setup(Map.of(), POLICY, identity, "public-url: " + SITE + "\n").http("peer", peer.url());
    }

    private List<String> tools(Gateway gateway, String token) throws Exception {
        HttpResponse<String> answer = list(gateway, token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body())
                .path("result")
                .path("tools")
                .valueStream()
                .map(tool -> tool.path("name").asString())
                .toList();
    }

    private HttpResponse<String> list(Gateway gateway, String token) throws Exception {
        return send(gateway, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(Gateway gateway, String... credentials) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url().toString()))
                .headers(credentials)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/list")
                .POST(BodyPublishers.ofString("""
                        {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": {
                         "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                         "io.modelcontextprotocol/clientCapabilities": {}}}}"""))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Does each endpoint say how to get a token for it (RFC 9728), take no other, and ask for more scopes where a call
/// needs them?
class EndpointTokensTest extends ProviderFixture {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    @Override
    String identity(int port) {
        return """
                public-url: http://localhost:8420
                identity:
                  issuers:
                    - { issuer: "%s", jwks: "http://127.0.0.1:%d/keys", scopes: [mcp], claims: { roles: roles } }
                    - { issuer: https://other.example.com, scopes: [mcp] }
                  scopes: { "secret-*": [echo:secret], "echo__secret-read": [echo:read] }
                """.formatted(TestProvider.ISSUER, port);
    }

    @Override
    String url(String path) {
        return "http://localhost:8420" + path; // as the configuration says, not as the request does
    }

    private JsonNode metadata(String path) throws IOException {
        Answer answer = send(new RawRequest("GET", path, List.of(), ""));
        assertThat(answer.status()).as(path).isEqualTo(200);
        assertThat(answer.head()).containsIgnoringCase("content-type: application/json");
        return MAPPER.readTree(answer.body());
    }

    @Test
    void eachEndpointHasItsOwnMetadata() throws IOException {
        for (Map.Entry<String, String> each : Map.of(
                        WELL_KNOWN + "/mcp", "/mcp", WELL_KNOWN, "/mcp", WELL_KNOWN + "/mcp/other", "/mcp/other")
                .entrySet()) {
            JsonNode metadata = metadata(each.getKey());
            assertThat(metadata.path("resource").asString()).isEqualTo(url(each.getValue()));
            assertThat(metadata.path("authorization_servers").toString())
                    .isEqualTo("[\"" + TestProvider.ISSUER + "\",\"https://other.example.com\"]");
            assertThat(metadata.path("scopes_supported").toString())
                    .isEqualTo("[\"echo:read\",\"echo:secret\",\"mcp\"]");
            assertThat(metadata.path("bearer_methods_supported").toString()).isEqualTo("[\"header\"]");
        }
        for (String nothing : List.of(WELL_KNOWN + "/mcp/gone", WELL_KNOWN + "/elsewhere", WELL_KNOWN + "x/mcp")) {
            assertThat(send(new RawRequest("GET", nothing, List.of(), "")).status())
                    .as(nothing)
                    .isEqualTo(404);
        }
    }

    @Test
    void aChallengeSaysWhereTheMetadataIsAndWhichScopesAreNeeded() throws IOException {
        for (String path : List.of("/mcp", "/mcp/other")) {
            Answer nothing = send(call("echo").to(path));
            assertThat(nothing.status()).isEqualTo(401);
            assertThat(header(nothing, "WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"tidegate\", scope=\"mcp\", resource_metadata=\"" + url(WELL_KNOWN)
                            + path + "\"");
            Answer wrong = send(call("echo").to(path).as("a.b.c"));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(header(wrong, "WWW-Authenticate").getFirst())
                    .startsWith("Bearer realm=\"tidegate\", error=\"invalid_token\"")
                    .contains("resource_metadata=\"" + url(WELL_KNOWN) + path + "\"");
        }
    }

    @Test
    void aTokenForOneEndpointIsNotTakenAtAnother() throws IOException {
        String ours = scoped("mcp");
        for (RawRequest call : calls("echo", ours)) {
            assertThat(send(call.as(ours)).body()).contains("done");
            echo.called().clear();
            assertThat(send(call.to("/mcp/other").as(ours)).status()).isEqualTo(401);
            assertThat(last().path("detail").asString()).isEqualTo("wrong-audience");
            assertThat(echo.called()).isEmpty();
        }
        Map<String, Object> others = claims("scope", "mcp");
        others.put("aud", url("/mcp/other"));
        assertThat(send(call("echo").as(TestProvider.rs256(others))).status()).isEqualTo(401);
        assertThat(send(call("echo").to("/mcp/other").as(TestProvider.rs256(others)))
                        .body())
                .contains("done");
        String byHost = "http://localhost:" + started.gateway().address().getPort() + "/mcp";
        others.put("aud", byHost);
        assertThat(send(call("echo").as(TestProvider.rs256(others))).status())
                .as("the name is the configuration's, not the caller's")
                .isEqualTo(401);
    }

    @Test
    void aTokenThatIsTooNarrowToGetInIsToldAllScopes() throws IOException {
        Map<String, Object> narrow = claims("scope", "profile");
        narrow.put("roles", List.of("auditor"));
        Answer answer = send(call("echo").as(TestProvider.rs256(narrow)));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(header(answer, "WWW-Authenticate"))
                .containsExactly("Bearer realm=\"tidegate\", error=\"insufficient_scope\", scope=\"mcp\","
                        + " resource_metadata=\"" + url(WELL_KNOWN) + "/mcp\"");
        JsonNode record = last();
        assertThat(record.path("reason").asString()).isEqualTo("insufficient-scope");
        assertThat(record.path("detail").asString()).isEqualTo("lacks mcp");
        assertThat(record.path("who").path("roles").toString()).isEqualTo("[\"auditor\"]");
        assertThat(record.path("who").path("user").asString()).isEqualTo("alice");
        assertThat(echo.called()).isEmpty();
    }

    @Test
    void aCallThatNeedsMoreIsToldAllScopesAndPassesWithThem() throws IOException {
        String narrow = scoped("mcp echo:read");
        for (RawRequest call : calls("secret-read", narrow)) {
            Answer answer = send(call.as(narrow));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(header(answer, "WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"tidegate\", error=\"insufficient_scope\","
                            + " scope=\"echo:read echo:secret mcp\", resource_metadata=\"" + url(WELL_KNOWN)
                            + "/mcp\"");
            JsonNode body = MAPPER.readTree(answer.body());
            assertThat(body.path("id").asInt()).isEqualTo(1);
            assertThat(body.at("/error/data/io.tidegate~1reason").asString()).isEqualTo("insufficient-scope");
            assertThat(body.at("/error/data/io.tidegate~1requiredScopes").toString())
                    .isEqualTo("[\"echo:read\",\"echo:secret\"]");
            JsonNode record = last();
            assertThat(record.path("detail").asString()).isEqualTo("lacks echo:secret");
            assertThat(record.path("who").path("user").asString()).isEqualTo("alice");
            assertThat(echo.called()).isEmpty();
            assertThat(send(call.as(scoped("mcp echo:read echo:secret"))).body())
                    .as("stepped up, in the same session")
                    .contains("done");
            echo.called().clear();
        }
    }

    @Test
    void whatNeedsMoreIsListedAllTheSame() throws IOException {
        String narrow = scoped("mcp");
        assertThat(send(RawRequest.modern("tools/list", "").as(narrow)).body()).contains("secret-read");
    }

    @Test
    void aKeyHasNoScopesAndIsAskedForNone() throws IOException {
        String key = started.gateway()
                .foundation()
                .apiKeys()
                .create("bob", Set.of(), Duration.ofDays(1))
                .text()
                .reveal();
        assertThat(send(call("secret-read").as(key)).body()).contains("done");
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.http.Authority.Issued;
import io.tidegate.http.Authority.Wish;
import io.tidegate.identity.ApiKeys;
import io.tidegate.identity.ProofKey;
import io.tidegate.identity.TestProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Does each endpoint take the proofs that it is configured to ask for, and no less, and do policies know which they
/// were?
class RequiredProofsTest extends CertificateFixture {
    private static final String USER = "alice";

    @Override
    String identity(int port) {
        return """
                tls: { certificate: chain.pem, key: key.pem }
                identity:
                  issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys", audience: gateway } ]
                  certificates: { authorities: clients.pem, user: cn }
                  require: [key, [token, certificate], [token, dpop]]
                """.formatted(TestProvider.ISSUER, port);
    }

    @Override
    String profiles() {
        return """
                profiles:
                  other: { servers: [echo] }
                  strict: { servers: [echo], require: [[key, certificate]] }
                  loose: { servers: [echo], require: [] }
                """;
    }

    private final ProofKey proofKey = new ProofKey();

    private String key(String user) {
        ApiKeys keys = started.gateway().foundation().apiKeys();
        return keys.create(user, Set.of(), Duration.ofDays(1)).text().reveal();
    }

    private String token(Map<String, Object> more) {
        Map<String, Object> claims = claims("aud", "gateway");
        claims.putAll(more);
        return TestProvider.rs256(claims);
    }

    private void assertTaken(Answer answer) {
        assertThat(answer.body()).contains("done");
        echo.called().clear();
    }

    private Answer plain(RawRequest request) throws Exception {
        return TlsClient.without().send(request, gateway());
    }

    @Test
    void eachEndpointHasItsOwnCombinations() throws Exception {
        Issued alice = authority.issue(Wish.of("CN=" + USER));
        String key = key(USER);
        String token = token(Map.of());
        for (String path : List.of("/mcp", "/mcp/other")) {
            RawRequest call = call("echo").to(path);
            assertTaken(plain(call.as(key)));
            assertTaken(send(alice, call.as(token)));
            Answer less = plain(call.as(token));
            assertRefused(less, 401, "proof-required");
            assertThat(less.body())
                    .contains("an API key, or a sign-in token and a client certificate, or a sign-in token and a DPoP");
            assertRefused(send(alice, call), 401, "proof-required");
        }
        RawRequest strict = call("echo").to("/mcp/strict");
        assertTaken(send(alice, strict.as(key)));
        assertRefused(plain(strict.as(key)), 401, "proof-required");
        assertRefused(send(alice, strict.as(token)), 401, "proof-required");
        assertRefused(send(alice, strict.as(key("bob"))), 401, "two-users");
        assertTaken(send(alice, call("echo").to("/mcp/loose")));
        Answer nothing = plain(strict);
        assertThat(nothing.status()).isEqualTo(401);
        assertThat(nothing.body()).contains("an API key and a client certificate");
    }

    @Test
    void aProofOfTheTokensKeyIsOneToo() throws Exception {
        String bound = token(Map.of("cnf", Map.of("jkt", proofKey.thumbprint())));
        RawRequest call = call("echo")
                .with("Authorization", "DPoP " + bound)
                .with("DPoP", proofKey.proof("POST", url("/mcp"), Optional.of(bound), clock.instant()));
        assertTaken(plain(call));
        assertThat(who().path("proofs").toString()).isEqualTo("[\"token\",\"dpop\"]");
    }

    @Test
    void policiesKnowHowStronglySomebodyWasAuthenticated() throws Exception {
        Issued alice = authority.issue(Wish.of("CN=" + USER));
        policy("context.authentication.boundToKey");
        assertThat(plain(call("echo").as(key(USER))).body()).contains("tool-not-allowed");
        assertTaken(send(alice, call("echo").as(key(USER))));
        policy("context.authentication.methods.containsAll([\"token\", \"certificate\"]) && "
                + "context.authentication has acr && context.authentication.acr == \"gold\" && "
                + "context.authentication.amr.contains(\"mfa\") && context.authentication has time && "
                + "context.authentication.time > datetime(\"2026-01-01\") && "
                + "context.authentication has certificate && context.authentication.certificate == \"alice\"");
        Map<String, Object> strong = Map.of(
                "acr",
                "gold",
                "amr",
                List.of("pwd", "mfa"),
                "auth_time",
                clock.instant().getEpochSecond());
        assertTaken(send(alice, call("echo").as(token(strong))));
        assertThat(who().path("acr").asString()).isEqualTo("gold");
        assertThat(send(alice, call("echo").as(token(Map.of()))).body()).contains("tool-not-allowed");
    }

    @Test
    void policiesTellPersonsAgentsAndServicesApart() throws Exception {
        Issued alice = authority.issue(Wish.of("CN=" + USER));
        policy("principal has kind && principal.kind == \"agent\" && principal has actor && "
                + "principal.actor == \"https://agent.example/client.json\"");
        Map<String, Object> acting = Map.of("act", Map.of("sub", "https://agent.example/client.json"));
        assertTaken(send(alice, call("echo").as(token(acting))));
        assertThat(who().path("kind").asString()).isEqualTo("agent");
        assertThat(who().path("actor").asString()).isEqualTo("https://agent.example/client.json");
        assertThat(send(alice, call("echo").as(token(Map.of()))).body()).contains("unknown-tool");
        assertThat(who().path("kind").asString()).isEqualTo("person");
    }

    private void policy(String condition) throws Exception {
        Files.writeString(
                folder.resolve("test.cedar"), "permit (principal, action, resource) when { " + condition + " };\n");
        assertThat(started.gateway().reload(Started.load(folder))).isTrue();
        echo.called().clear();
    }

    private static void assertFault(Path folder, String lines, String fault) throws Exception {
        Started.configure(folder, lines);
        assertThat(Started.load(folder))
                .isInstanceOfSatisfying(
                        ConfigurationResult.ConfigurationFaults.class,
                        refused -> assertThat(refused.faults().toString()).contains(fault));
    }

    @Test
    void mistakesInTheConfigurationAreTold() throws Exception {
        String tls = "tls: { certificate: chain.pem, key: key.pem }\n";
        assertFault(folder, "identity: { certificates: { authorities: clients.pem, user: cn } }\n", "without `tls`");
        assertFault(folder, tls + "identity: { certificates: { authorities: clients.pem } }\n", "needs `user`");
        assertFault(folder, tls + "identity: { certificates: { user: cn } }\n", "authorities");
        assertFault(
                folder, tls + "identity: { certificates: { authorities: clients.crl, user: cn } }\n", "certificate");
        assertFault(folder, tls + "identity: { certificates: { authorities: gone.pem, user: cn } }\n", "gone.pem");
        assertFault(folder, tls + "identity: { require: [[key, certificate]] }\n", "certificates");
        assertFault(folder, "identity: { require: [dna] }\n", "dna");
        assertFault(folder, "identity: { require: [[]] }\n", "require");
    }
}

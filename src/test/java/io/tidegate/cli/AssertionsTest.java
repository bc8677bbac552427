package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Are tokens got by an identity assertion for the caller (ID-JAG) and by the token of a workload (RFC 7523), and does
/// the caller's own token reach its identity provider only?
class AssertionsTest extends ExchangeFixture {
    private static final String JAG = "eyJ0eXAiOiJvYXV0aC1pZC1qYWcrand0IiwiYWxnIjoiRVMyNTYifQ.e30.c2ln";
    private static final String BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final OauthPeer sso;

    AssertionsTest() throws IOException {
        this.sso = OauthPeer.start();
    }

    @AfterEach
    void closeSso() {
        sso.close();
    }

    private void serveBy(String authorization) throws Exception {
        Files.writeString(folder.resolve("workload"), "workload-token-one");
        serve("servers: { crm: { url: \"%s\", authorization: %s } }\n".formatted(peer.url(), authorization));
    }

    private void serveWithAssertions() throws Exception {
        serveBy("""
                { grant: id-jag, issuer: "%s", client-id: tidegate, client-secret: "${file:secret}",
                  identity-provider: { issuer: "%s", client-id: at-sso, client-secret: "${file:secret}" } }""".formatted(peer.site(), sso.site()));
    }

    @Test
    void theIdentityProviderSaysWhoTheCallerIs() throws Exception {
        sso.tokenAnswer = _ -> Optional.of("{\"access_token\": \"" + JAG + "\", \"token_type\": \"N_A\","
                + " \"issued_token_type\": \"urn:ietf:params:oauth:token-type:id-jag\", \"expires_in\": 300}");
        serveWithAssertions();
        String alice = scoped("mcp");
        assertThat(read(alice)).contains("who is asserted by " + JAG);
        assertThat(read(alice)).contains("who is asserted by " + JAG);
        assertThat(sso.asked("/token")).as("once for both calls").hasSize(1);
        assertThat(sso.asked("/token").getFirst().form())
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                .containsEntry("requested_token_type", "urn:ietf:params:oauth:token-type:id-jag")
                .containsEntry("subject_token", alice)
                .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")
                .containsEntry("audience", peer.site())
                .containsEntry("resource", peer.site() + "/mcp");
        assertThat(peer.asked("/token").getLast().form())
                .containsEntry("grant_type", BEARER)
                .containsEntry("assertion", JAG);
        assertThat(peer.asked.toString()).doesNotContain(alice);
        assertThat(started.records(RecordKind.SEALED).getLast()).contains("\"as\":\"user\"");
    }

    @Test
    void whatIsNoAssertionGoesNoFurther() throws Exception {
        String other = TestProvider.rs256(claims("sub", "alice"));
        sso.tokenAnswer = _ -> Optional.of("{\"access_token\": \"" + other + "\", \"token_type\": \"Bearer\"}");
        serveWithAssertions();
        assertThat(read(scoped("mcp"))).contains("does not accept the gateway's credential");
        assertThat(peer.asked.toString()).doesNotContain(other);
        assertThat(peer.shown).isEmpty();
        assertThat(started.records(RecordKind.SEALED).getLast())
                .contains("something else than an identity assertion")
                .doesNotContain(other);
    }

    @Test
    void aWorkloadNeedsNoSecret() throws Exception {
        serveBy("{ grant: jwt-bearer, issuer: \"%s\", client-id: tidegate, assertion: \"${file:workload}\" }"
                .formatted(peer.site()));
        assertThat(read(scoped("mcp"))).contains("who is asserted by workload-token-one");
        assertThat(peer.asked("/token").getFirst().form())
                .containsEntry("grant_type", BEARER)
                .containsEntry("client_id", "tidegate")
                .doesNotContainKey("client_secret");
        assertThat(started.records(RecordKind.SEALED).getLast())
                .contains("\"as\":\"service\"")
                .doesNotContain("workload-token-one");
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Is a caller's token exchanged for one of the server's, and never sent on?
class TokenExchangeTest extends ProviderFixture {
    private OauthPeer peer;

    TokenExchangeTest() throws IOException {
        this.peer = OauthPeer.start();
    }

    @Override
    String identity(int port) {
        return """
                public-url: http://localhost:8420
                allowed-hosts: ["localhost:8420"]
                identity: { api-keys: allowed, issuers: [{ issuer: "%s", jwks: "http://127.0.0.1:%d/keys" }] }
                """.formatted(TestProvider.ISSUER, port);
    }

    @Override
    String url(String path) {
        return "http://localhost:8420" + path;
    }

    @BeforeEach
    void putServer() throws IOException {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        started.reload(identity(documents.getAddress().getPort()) + """
                servers:
                  crm:
                    url: "%s"
                    authorization:
                      { grant: token-exchange, issuer: "%s", client-id: tidegate, client-secret: "${file:secret}", audience: crm }
                """.formatted(peer.url(), peer.site()));
        started.gateway().awaitServers(java.time.Duration.ofSeconds(20));
    }

    @AfterEach
    void closePeer() {
        peer.close();
    }

    private String read(String token) throws IOException {
        return send(call("read").as(token)).body();
    }

    @Test
    void eachCallerGetsATokenOfItsOwnAndItsOwnIsNeverSentOn() throws Exception {
        String alice = scoped("mcp");
        assertThat(read(alice)).contains("for the caller of " + alice.length());
        assertThat(read(alice)).contains("for the caller of " + alice.length());
        var exchanges = peer.asked("/token").stream()
                .filter(asked -> asked.form().containsKey("subject_token"))
                .toList();
        assertThat(exchanges).hasSize(1);
        assertThat(exchanges.getFirst().form())
                .containsEntry("subject_token", alice)
                .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")
                .containsEntry("audience", "crm")
                .containsEntry("resource", peer.site() + "/mcp");
        String bob = TestProvider.rs256(claims("sub", "bob"));
        assertThat(read(bob)).contains("for the caller of " + bob.length());
        assertThat(peer.shown).hasSize(3).allMatch(shown -> shown.startsWith("Bearer access-"));
        assertThat(peer.shown.getFirst()).isEqualTo(peer.shown.get(1)).isNotEqualTo(peer.shown.getLast());
        assertThat(started.records(RecordKind.SEALED).getLast()).contains("\"as\":\"user\"");
    }

    @Test
    void aTokenThatComesBackUnchangedIsNotSentOn() throws Exception {
        peer.tokenAnswer = form -> java.util.Optional.ofNullable(form.get("subject_token"))
                .map(own -> "{\"access_token\": \"" + own + "\", \"token_type\": \"Bearer\"}");
        assertThat(read(scoped("mcp"))).contains("does not accept the gateway's credential");
        assertThat(peer.shown).isEmpty();
    }

    @Test
    void aCallerWithoutATokenIsToldSo() throws Exception {
        assertThat(read(started.key("carol"))).contains("sign in to the gateway with a token");
        assertThat(peer.shown).isEmpty();
    }
}

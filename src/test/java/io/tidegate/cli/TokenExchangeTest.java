package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Is a caller's token exchanged for one of the server's, and never sent on?
class TokenExchangeTest extends ExchangeFixture {
    TokenExchangeTest() throws IOException {}

    @BeforeEach
    void putServer() throws Exception {
        serve(peer.exchanging());
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

    /// As only 2025-03-26 has them.
    @Test
    void aCallInABatchIsTheCallersToo() throws Exception {
        String alice = scoped("mcp");
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                + "\"params\":{\"name\":\"read\",\"arguments\":{}}}";
        RawRequest batch = RawRequest.old("ping", "")
                .with("MCP-Protocol-Version", "2025-03-26")
                .body("[" + call + "]")
                .as(alice);
        assertThat(send(batch).body()).contains("for the caller of " + alice.length());
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

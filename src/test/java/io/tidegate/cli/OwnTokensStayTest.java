package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Is a token that was given out here shown to nobody else, not even to be exchanged for a server's?
@Timeout(60)
class OwnTokensStayTest extends TokenEndpointFixture {
    private final OauthPeer peer;

    OwnTokensStayTest() throws IOException {
        this.peer = OauthPeer.start();
    }

    @AfterEach
    void closePeer() {
        peer.close();
    }

    @Test
    void noAuthorizationServerIsShownOne() throws Exception {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        started.reload(identity(documents.getAddress().getPort()) + peer.exchanging());
        started.gateway().awaitServers(Duration.ofSeconds(20));
        String token = token(assertion());
        assertThat(send(call("read").as(token)).body()).contains("sign in to the gateway with a token");
        assertThat(peer.asked("/token")).noneMatch(asked -> asked.form().containsValue(token));
        assertThat(peer.shown).noneMatch(shown -> shown.contains(token));
    }

    /// Both are alice's, by the same client: what one may do is not what the other may.
    @Test
    void aNarrowOneDoesNotRideOnWhatABroadOneGot() throws Exception {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        int port = documents.getAddress().getPort();
        started.reload(identity(port)
                + "  issuers: [ { issuer: \"%s\", jwks: \"http://127.0.0.1:%d/keys\" } ]\n"
                        .formatted(TestProvider.ISSUER, port)
                + peer.exchanging());
        started.gateway().awaitServers(Duration.ofSeconds(20));
        Map<String, Object> claims = claims();
        claims.put("sub", "alice");
        claims.put("azp", "editor");
        claims.put("aud", SITE + "/mcp");
        claims.put("scope", "crm:read crm:write admin");
        assertThat(send(call("read").as(TestProvider.rs256(claims))).body()).contains("for the caller of");
        int before = peer.shown.size();
        assertThat(send(call("read").as(token(assertion()))).body()).contains("sign in to the gateway with a token");
        assertThat(peer.shown).hasSize(before);
    }
}

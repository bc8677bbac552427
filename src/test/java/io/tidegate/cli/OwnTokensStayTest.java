package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
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
        started.reload(identity(documents.getAddress().getPort()) + """
                servers:
                  crm:
                    url: "%s"
                    authorization:
                      { grant: token-exchange, issuer: "%s", client-id: tidegate, client-secret: "${file:secret}", audience: crm }
                """.formatted(peer.url(), peer.site()));
        started.gateway().awaitServers(Duration.ofSeconds(20));
        String token = token(assertion());
        assertThat(send(call("read").as(token)).body()).contains("sign in to the gateway with a token");
        assertThat(peer.asked("/token")).noneMatch(asked -> asked.form().containsValue(token));
        assertThat(peer.shown).noneMatch(shown -> shown.contains(token));
    }
}

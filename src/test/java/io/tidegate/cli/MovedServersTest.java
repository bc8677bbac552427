package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Does what a user agreed to go only to the server that it was agreed to for, whatever has that server's name later?
class MovedServersTest extends GrantsFixture {
    private void configured(URI url) throws Exception {
        Started.configure(
                folder,
                "identity: { api-keys: allowed }\nservers: { crm: { url: \"%s\", authorization: { grant: authorization-code } } }\n"
                        .formatted(url));
        assertThat(running().gateway().reload(Started.load(folder))).isTrue();
    }

    @Test
    void aGrantIsForOneAddressOfAServer() throws Exception {
        gateway();
        signIn(alice);
        assertThat(call("read", alice)).contains("for a user with");
        try (OauthPeer other = OauthPeer.start()) {
            other.resource.put("authorization_servers", "[" + OauthPeer.quoted(peer.site()) + "]");
            configured(other.url());
            Awaitility.await().until(() -> !other.asked("/mcp").isEmpty());
            assertThat(call("tidegate_sign_in", alice)).contains("consent-needed", "/consent/");
            assertThat(other.asked("/mcp"))
                    .as("no token of the server that had the name before")
                    .allMatch(each -> each.authorization().isEmpty());
        }
        configured(peer.url());
        Awaitility.await().until(() -> call("read", alice).contains("for a user with"));
        assertThat(peer.asked("/token")).as("nobody had to agree again").hasSize(1);
    }
}

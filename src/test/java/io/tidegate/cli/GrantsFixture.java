package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A whole gateway, users with keys, and a server where each of them signs in.
abstract class GrantsFixture {
    static final String CAN = "{\"elicitation\": {\"form\": {}, \"url\": {}}}";
    private static final Pattern PAGE = Pattern.compile("http://[0-9.:]+/consent/[A-Za-z0-9_-]+");

    @TempDir
    Path folder = Path.of("");

    final Ticking clock = new Ticking();
    final Browser browser = new Browser();
    OauthPeer peer;

    @Nullable Started gateway;

    String alice = "";
    String bob = "";

    @BeforeEach
    void start() throws IOException {
        peer = OauthPeer.start();
    }

    void gateway() throws Exception {
        gateway("{ grant: authorization-code }");
    }

    void gateway(String authorization) throws Exception {
        gateway(authorization, "api-keys: allowed");
    }

    void gateway(String authorization, String identity) throws Exception {
        Started fresh = Started.in(
                folder,
                "identity: { %s }\nservers: { crm: { url: \"%s\", authorization: %s } }\n"
                        .formatted(identity, peer.url(), authorization),
                clock);
        alice = fresh.key("alice");
        bob = fresh.key("bob");
        gateway = fresh;
    }

    @AfterEach
    void stop() {
        browser.close();
        end();
        peer.close();
    }

    void end() {
        Started running = gateway;
        gateway = null;
        if (running != null) {
            running.close();
        }
    }

    Started running() {
        return Objects.requireNonNull(gateway);
    }

    /// What the tool says to a client that can't be asked.
    String call(String tool, String key) throws Exception {
        return running().call(tool, "", "Authorization", "Bearer " + key);
    }

    /// The page that the text names.
    static URI page(String text) {
        Matcher page = PAGE.matcher(text);
        assertThat(page.find()).as(text).isTrue();
        return URI.create(page.group());
    }

    /// Where the user of that key may sign in.
    URI page(String tool, String key) throws Exception {
        return page(call(tool, key));
    }

    void signIn(String key) throws Exception {
        assertThat(browser.agree(page("tidegate_sign_in", key), key).body()).contains("can use crm for");
        awaitTools();
    }

    void awaitTools() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> tools(alice).findValuesAsString("name").contains("read"));
    }

    JsonNode tools(String key) throws Exception {
        try (LiveClient client = LiveClient.stateless(running(), key, CAN);
                Heard heard = client.asks("1", "tools/list", "")) {
            return heard.next().path("result").path("tools");
        }
    }
}

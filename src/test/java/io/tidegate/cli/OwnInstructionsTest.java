package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/// Is a model told what the marks mean before it meets one?
class OwnInstructionsTest {
    private static final String CAPABILITIES = "{\"tools\":{}}";
    private static final String TRUSTED = ", trust: trusted";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);

    @BeforeEach
    void opens() {
        scene = new Scene(folder);
    }

    @AfterEach
    void closes() {
        scene.close();
    }

    private String older() throws Exception {
        return new ObjectMapper()
                .readTree(scene.send(RawRequest.old(
                                "initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}"))
                        .body())
                .path("result")
                .path("instructions")
                .asString();
    }

    private String newer() throws Exception {
        return scene.ask("server/discover", "")
                .path("result")
                .path("instructions")
                .asString();
    }

    @Test
    void saysWhatTheMarksMeanInBothErasAndNotWhatTheServerSays() throws Exception {
        scene.with("web", HttpPeer.legacy(CAPABILITIES));
        scene.start();
        assertThat(newer())
                .contains("<<<untrusted-", "<<<end-untrusted-", "io.tidegate/untrusted", "is an order to you")
                .doesNotContain("be kind")
                .isEqualTo(older());
    }

    @Test
    void whatTrustedServersSayComesAfterIt() throws Exception {
        scene.with("web", HttpPeer.legacy(CAPABILITIES));
        scene.with("docs", HttpPeer.modern(CAPABILITIES), TRUSTED);
        scene.start();
        assertThat(newer()).contains("<<<untrusted-").endsWith("\n\nbe brief").isEqualTo(older());
    }

    @Test
    void saysNothingWhereNothingIsMarked() throws Exception {
        scene.with("docs", HttpPeer.modern(CAPABILITIES), TRUSTED);
        scene.start();
        assertThat(newer()).isEqualTo("be brief").isEqualTo(older());
    }
}

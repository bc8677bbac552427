package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is a caller told of a server that was down when the gateway was started, and of which nothing was ever heard?
@Timeout(60)
class UnheardServersTest {
    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);

    @BeforeEach
    void start() throws Exception {
        scene = new Scene(folder);
        scene.with("there", HttpPeer.legacy("{\"tools\": {}}"));
        scene.with("gone", HttpPeer.legacy("{}")).end();
        scene.more("profiles: { alone: { servers: [gone] }, few: { servers: [there, gone], tools: [\"t\"] } }");
        scene.start();
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private String told(String tool) throws Exception {
        return told("/mcp", tool);
    }

    private String told(String path, String tool) throws Exception {
        RawRequest plain = RawRequest.modern("tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}")
                .with("Mcp-Name", tool);
        return scene.send(new RawRequest(plain.method(), path, plain.headers(), plain.body()))
                .body();
    }

    @Test
    void whoMightUseItIsToldThatItIsNotAvailable() throws Exception {
        assertThat(told("gone__t")).contains("server-unavailable", "`gone` is not available");
        assertThat(told("gone__")).contains("unknown-tool");
        assertThat(told("gone__no name")).contains("unknown-tool");
        assertThat(told("other__t")).contains("unknown-tool");
        assertThat(told("t")).contains("unknown-tool");
        assertThat(told("there__x")).contains("unknown-tool");
        assertThat(scene.ask("prompts/get", "\"name\": \"gone__p\"").toString()).contains("server-unavailable");
        assertThat(scene.started().records(RecordKind.SEALED))
                .anyMatch(record -> record.contains("server-unavailable") && record.contains("alice"));
    }

    @Test
    void onlyWhatTheEndpointShowsIsExpected() throws Exception {
        assertThat(told("/mcp/alone", "t")).contains("server-unavailable");
        assertThat(told("/mcp/few", "gone__t")).contains("server-unavailable");
        assertThat(told("/mcp/few", "gone__u")).contains("unknown-tool").doesNotContain("available");
    }

    @Test
    void whoMayUseNothingOfItLearnsNothingOfIt() throws Exception {
        scene.policy("permit(principal, action, resource in Server::\"there\");");
        assertThat(told("gone__t")).contains("unknown-tool").doesNotContain("available");
        scene.policy("permit(principal, action, resource == Tool::\"gone/t\");");
        assertThat(told("gone__t")).contains("server-unavailable");
        assertThat(told("gone__u")).contains("unknown-tool").doesNotContain("available");
        scene.policy("permit(principal, action, resource) when { resource.readOnly };");
        assertThat(told("gone__t")).as("it may turn out to only read").contains("server-unavailable");
    }
}

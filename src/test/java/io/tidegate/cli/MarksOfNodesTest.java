package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Is a request taken for one of another node only where it is, and an answer only where it is that node's?
@Timeout(60)
class MarksOfNodesTest extends SeveralNodes {
    private static final String MARK = "Tidegate-Hop";

    private ClusterFixture cluster() throws Exception {
        return cluster(with(HttpPeer.legacy("{\"tools\":{}}")), "a", "b");
    }

    private static Aead nodes(Started node) {
        return node.gateway().foundation().keys().aead(KeyPurpose.SESSIONS, "nodes");
    }

    /// As `Hop` writes it, of a request that was nobody's.
    private static String mark(Started sealing, String to, Instant at) {
        String zeros = "0".repeat(64);
        String plain = String.join(
                "\n", "b", to, "0".repeat(26), "" + at.toEpochMilli(), "h", "10.0.0.9", "1", "http", zeros, zeros, "");
        return nodes(sealing).sealText(plain, "hop\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void isRefused(Started node, RawRequest request, String why) throws IOException {
        RawRequest.Answer answer = request.send(node.gateway().address());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("is for nodes of this gateway");
        assertThat(answer.head()).doesNotContain("Tidegate-Taken");
        assertThat(node.refused()).last().asString().contains(why);
    }

    @Test
    void whatNoNodeSealedIsRefusedAndRecorded() throws Exception {
        ClusterFixture cluster = cluster();
        Started a = cluster.node("a");
        RawRequest plain = RawRequest.modern("tools/list", "").as(cluster.key("alice"));
        isRefused(a, plain.with(MARK, "made-up"), "not sealed by a node");
        isRefused(a, plain.with(MARK, ""), "not sealed by a node");
        isRefused(a, plain.with(MARK, "x").with(MARK, "y"), "not sealed by a node");
        String other = a.gateway()
                .foundation()
                .keys()
                .aead(KeyPurpose.SESSIONS)
                .sealText("a", "hop\n".getBytes(StandardCharsets.UTF_8));
        isRefused(a, plain.with(MARK, other), "not sealed by a node");
        isRefused(a, plain.with(MARK, mark(a, "b", Instant.now())), "for node `b`");
        isRefused(a, plain.with(MARK, mark(a, "a", Instant.now().minusSeconds(60))), "too old");
        isRefused(a, plain.with(MARK, mark(a, "a", Instant.now())), "of another request");
        assertThat(plain.send(a.gateway().address()).status()).isEqualTo(200);
    }

    @Test
    void aGatewayOfOneNodeTakesNoNoticeOfMarks() throws Exception {
        try (Started alone = Started.in(folder, "")) {
            RawRequest.Answer answer = RawRequest.modern("tools/list", "")
                    .with(MARK, "made-up")
                    .send(alone.gateway().address());
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    /// What one node sends another, heard by somebody between them, and put again.
    @Test
    void aMarkIsGoodOnceAndForItsOwnRequest() throws Exception {
        ClusterFixture cluster = cluster();
        Started a = cluster.node("a");
        LiveClient client = with(LiveClient.stateful(a, cluster.key("alice"), "2025-11-25", "{}"));
        String heard;
        try (ServerSocket between = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            cluster.way("a").to(List.of(between.getLocalPort()));
            var asking =
                    OlderTasks.later(() -> client.at(cluster.node("b").url()).ask("tools/list", ""));
            try (Socket socket = between.accept()) {
                StringBuilder text = new StringBuilder();
                for (int read = socket.getInputStream().read();
                        read >= 0;
                        read = socket.getInputStream().read()) {
                    text.append((char) read);
                    if (text.toString().endsWith("}}")) {
                        break;
                    }
                }
                heard = text.toString().replace("Connection: close\r\n", "");
            }
            try (Heard lost = asking.get()) {
                assertThat(lost.status()).isEqualTo(502);
            }
        }
        assertThat(heard).contains(MARK);
        String changed = heard.replace("tools/list", "tools/lisp");
        assertThat(said(a, changed)).contains(" 400 ");
        assertThat(a.refused()).last().asString().contains("of another body");
        assertThat(said(a, heard)).contains(" 400 ");
        assertThat(a.refused()).last().asString().contains("came before");
        assertThat(said(a, heard.replace("2025-11-25", "2025-06-18"))).contains(" 400 ");
        assertThat(a.refused()).last().asString().contains("of another request");
    }

    private static String said(Started node, String request) throws IOException {
        String whole = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), node.gateway().address().getPort())) {
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Nothing but a node of this gateway can answer in the stead of one.
    @Test
    void whatIsNoNodeIsNotRelayed() throws Exception {
        ClusterFixture cluster = cluster();
        LiveClient client = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"));
        try (HttpPeer stranger = HttpPeer.legacy("{}")) {
            cluster.way("a").to(List.of(stranger.url().getPort()));
            try (Heard heard = client.at(cluster.node("b").url()).ask("tools/list", "")) {
                assertThat(heard.status()).isEqualTo(404);
                assertThat(heard.next().toString()).contains("session-unknown");
            }
        }
    }

    @Test
    void aNodeWithOtherKeysIsNone() throws Exception {
        ClusterFixture cluster = cluster();
        LiveClient client = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"));
        cluster.restart("a", state -> Files.delete(state.resolve("keys/sessions.key")));
        try (Heard heard = client.at(cluster.node("b").url()).ask("tools/list", "")) {
            assertThat(heard.status()).isEqualTo(404);
        }
        assertThat(cluster.node("a").refused()).last().asString().contains("not sealed by a node");
        assertThat(cluster.node("a").refused()).last().asString().doesNotContain("alice");
    }

    @Test
    void aNodeThatTheConfigurationDoesNotHaveIsGone() throws Exception {
        ClusterFixture cluster = cluster();
        LiveClient client = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"));
        Path alone = Files.createDirectory(folder.resolve("c"));
        ClusterFixture.copy(folder.resolve("first/state"), alone.resolve("state"));
        String only =
                cluster.configuration("b").replaceFirst("nodes: \\{.*}", "nodes: { b: \"http://127.0.0.1:1\" } }");
        try (Started c = Started.in(alone, only);
                Heard heard = client.at(c.url()).ask("tools/list", "")) {
            assertThat(heard.status()).isEqualTo(404);
            assertThat(c.refused()).last().asString().contains("node a");
        }
    }

    @Test
    void whatNodesSayToEachOtherStaysThere() throws Exception {
        ClusterFixture cluster = cluster();
        LiveClient client = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"));
        try (Heard heard = client.at(cluster.node("b").url()).ask("tools/list", "")) {
            assertThat(heard.next().path("result").path("tools")).hasSize(1);
            assertThat(heard.headers("Tidegate-Taken")).isEmpty();
        }
    }
}

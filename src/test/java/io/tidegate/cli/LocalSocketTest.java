package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Are callers on a Unix socket known by their account of the machine, and is no socket used that somebody else could
/// have put there?
@Timeout(60)
class LocalSocketTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String MODERN = """
            {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "echo", "arguments": {}, "_meta": {
             "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}}}""".replace("\n", "");

    @TempDir
    private Path folder = Path.of("");

    private EchoServer echo;
    private String account;

    @BeforeEach
    void start() throws Exception {
        echo = EchoServer.start();
        account = Files.getOwner(folder).getName(); // the folder is ours
    }

    @AfterEach
    void stop() {
        echo.close();
    }

    private Path socket() {
        return folder.resolve("tidegate.sock");
    }

    private Started started() throws Exception {
        return started("");
    }

    private Started started(String more) throws Exception {
        return Started.in(
                folder,
                "listen-local: { path: tidegate.sock }\nidentity: { api-keys: allowed" + more
                        + " }\nservers: { echo: { url: \"" + echo.url() + "\" } }\n");
    }

    private Answer send(RawRequest request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket()));
            Channels.newOutputStream(channel).write(request.bytes(1));
            String all = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            int end = all.indexOf("\r\n\r\n");
            return new Answer(Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
        }
    }

    private static JsonNode who(Started started) throws IOException {
        return MAPPER.readTree(started.records(RecordKind.SEALED).getLast()).path("who");
    }

    @Test
    void theAccountSaysWhoCalls() throws Exception {
        try (Started started = started()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                    .as("nobody else's account can connect")
                    .isEqualTo("rw-------");
            assertThat(send(RawRequest.call()).body()).contains("done");
            assertThat(who(started).path("user").asString()).isEqualTo("os:" + account);
            assertThat(who(started).path("by").asString()).isEqualTo("os-user");
            assertThat(who(started).path("proofs").toString()).isEqualTo("[\"os-user\"]");
            String key = started.key("alice");
            assertThat(send(RawRequest.call().as(key)).body()).contains("done");
            assertThat(who(started).path("user").asString())
                    .as("who shows a key is its user")
                    .isEqualTo("alice");
            assertThat(who(started).path("proofs").toString()).isEqualTo("[\"key\",\"os-user\"]");
            assertThat(send(RawRequest.call().as("tg_wrong")).status()).isEqualTo(401);
            assertThat(RawRequest.call().send(started.gateway().address()).status())
                    .as("over TCP nobody is known")
                    .isEqualTo(401);
        }
        assertThat(Files.exists(socket())).as("gone with the gateway").isFalse();
    }

    @Test
    void anEndpointCanAskForTheAccount() throws Exception {
        try (Started started = started(", require: [os-user]")) {
            String key = started.key("alice");
            assertThat(send(RawRequest.call()).body()).contains("done");
            assertThat(RawRequest.call()
                            .as(key)
                            .send(started.gateway().address())
                            .status())
                    .isEqualTo(401);
            assertThat(started.refused().getLast()).contains("proof-required");
        }
    }

    @Test
    void connectNeedsNoKeyThere() throws Exception {
        try (Started started = started()) {
            assertThat(connected()).contains("done");
            assertThat(who(started).path("user").asString()).isEqualTo("os:" + account);
        }
    }

    /// What `connect` answers to a call, after which its input stays open until it did.
    private String connected() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thread running;
        try (PipedOutputStream in = new PipedOutputStream()) {
            ConnectCommand command = new ConnectCommand(Map.of(), new PipedInputStream(in), out);
            running = Thread.ofVirtual().start(() -> new CommandLine(command).execute("--socket", socket().toString()));
            in.write((MODERN + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> out.toString(StandardCharsets.UTF_8)
                    .contains("\n"));
        }
        assertThat(running.join(Duration.ofSeconds(20))).isTrue();
        return out.toString(StandardCharsets.UTF_8);
    }

    private void assertNotStarted(String why) {
        assertThatThrownBy(this::started).isInstanceOfSatisfying(Unable.class, unable -> assertThat(unable.reasons())
                .singleElement()
                .asString()
                .contains("listen-local", why));
    }

    @Test
    void doesNotListenWhereOthersCouldPutASocketOfTheirOwn() throws Exception {
        for (String mode : List.of("rwxrwx---", "rwx---rwx", "rwxrwxrwx")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
            assertNotStarted("others can write to");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(socket(), "a file");
        assertNotStarted("no socket of ours");
        assertThat(Files.readString(socket())).isEqualTo("a file");
        Files.delete(socket());
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket()));
            assertNotStarted("somebody listens");
        }
        assertThat(Files.exists(socket())).as("left behind").isTrue();
        try (Started _ = started()) {
            assertThat(send(RawRequest.call()).body()).contains("done");
        }
    }

    @Test
    void doesNotConnectWhereOthersCouldHavePutASocket() throws Exception {
        try (Started started = started()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(connected()).doesNotContain("done").contains("error");
            assertThat(echo.called()).isEmpty();
            assertThat(started.records(RecordKind.SEALED)).isEmpty();
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /// RFC 8707, section 2: on the socket no name of the gateway is checked, so none that a caller makes up may count.
    @Test
    void aTokenOfAnotherServerIsNotTakenUnderThatServersName() throws Exception {
        HttpServer keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/keys", exchange -> {
            byte[] body = new TestProvider().keys().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keys.start();
        String issuers = ", issuers: [ { issuer: \"%s\", jwks: \"http://127.0.0.1:%d/keys\" } ]"
                .formatted(TestProvider.ISSUER, keys.getAddress().getPort());
        try (Started started = started(issuers)) {
            String ours = "127.0.0.1:" + started.gateway().address().getPort();
            RawRequest theirs = RawRequest.call().as(token("http://127.0.0.1:7777/mcp"));
            assertThat(send(theirs.with("Host", "127.0.0.1:7777")).status()).isEqualTo(401);
            assertThat(started.refused().getLast()).contains("wrong-audience");
            assertThat(echo.called()).isEmpty();
            RawRequest good = RawRequest.call().as(token("http://" + ours + "/mcp"));
            for (String host : List.of(ours, "gateway", "127.0.0.1:7777")) {
                assertThat(send(good.with("Host", host)).body()).as(host).contains("done");
                assertThat(who(started).path("user").asString()).isEqualTo("alice");
            }
        } finally {
            keys.stop(0);
        }
    }

    private static String token(String audience) {
        Map<String, Object> claims = TestProvider.claims();
        claims.put("aud", audience);
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().getEpochSecond() + 300);
        return TestProvider.rs256(claims);
    }

    @Test
    void aSocketIsNoPlaceForWhatComesFromPages() throws Exception {
        try (Started started = started()) {
            assertThat(send(RawRequest.call().with("Origin", "https://evil.example.com"))
                            .status())
                    .isEqualTo(403);
            assertThat(send(RawRequest.call().with("Host", "gateway")).body())
                    .as("its name does not matter")
                    .contains("done");
            assertThat(started.refused().getLast()).contains("origin-not-allowed");
        }
    }
}

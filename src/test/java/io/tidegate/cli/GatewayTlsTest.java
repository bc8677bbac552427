package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.http.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does the gateway serve calls over TLS, and take a new certificate without a restart?
class GatewayTlsTest {
    private static final String REQUEST = """
            {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "echo", "arguments": {}, "_meta": {
             "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}}}""";

    private static final int PROTOCOL_VERSION = 70; // RFC 8446, section 6.2

    @TempDir
    private Path folder;

    private EchoServer echo;
    private Certificates first;
    private Certificates second;

    @BeforeEach
    void make() throws Exception {
        echo = EchoServer.start();
        first = Certificates.make(folder, "EC", "localhost");
        second = Certificates.make(folder, "EC", "localhost");
        first.write(chain(), key());
    }

    @AfterEach
    void stop() {
        echo.close();
    }

    private Path chain() {
        return folder.resolve("chain.pem");
    }

    private Path key() {
        return folder.resolve("key.pem");
    }

    private String yaml() {
        return "tls: { certificate: chain.pem, key: key.pem }\nservers:\n  echo: { url: \"" + echo.url() + "\" }\n";
    }

    /// What the gateway showed and answered to a client that trusts only these two.
    private record Seen(Certificate certificate, String answer) {}

    private Seen call(Started started) throws Exception {
        int port = started.gateway().address().getPort();
        byte[] body = REQUEST.getBytes(StandardCharsets.UTF_8);
        String head = """
                POST /mcp HTTP/1.1
                Host: localhost:%d
                Connection: close
                Content-Type: application/json
                Accept: application/json, text/event-stream
                MCP-Protocol-Version: 2026-07-28
                Mcp-Method: tools/call
                Mcp-Name: echo
                Content-Length: %d

                """.formatted(port, body.length).replace("\n", "\r\n");
        try (SSLSocket socket =
                (SSLSocket) trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Seen(socket.getSession().getPeerCertificates()[0], answer);
        }
    }

    private SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("first", first.certificate());
        trusted.setCertificateEntry("second", second.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void takesANewCertificateAndKeepsItWhereTheNextIsBroken() throws Exception {
        try (Started started = Started.in(folder, yaml())) {
            Seen before = call(started);
            assertThat(before.answer()).startsWith("HTTP/1.1 200 ").contains("done");
            assertThat(before.certificate()).isEqualTo(first.certificate());
            assertThat(ServeCommand.readyLine(
                            started.gateway(), started.gateway().running().configuration()))
                    .startsWith("ready https://");

            second.write(chain(), key());
            started.reload(yaml());
            assertThat(call(started).certificate()).isEqualTo(second.certificate());
            assertThat(started.changes()).last().asString().contains("certificate-replaced");

            Files.writeString(chain(), "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
            started.reload(yaml());
            Seen after = call(started);
            assertThat(after.certificate()).isEqualTo(second.certificate());
            assertThat(after.answer()).contains("done");
        }
    }

    /// Who speaks no TLS, or an old one, never gets as far as a request; the trail says why.
    @Test
    void endsConnectionsThatAreNoTlsOfOurs() throws Exception {
        try (Started started = Started.in(folder, yaml())) {
            InetSocketAddress gateway = started.gateway().address();
            RawRequest.Answer plain = RawRequest.call().send(gateway);
            assertThat(plain.status()).isZero();
            assertThat(plain.head()).doesNotContain("HTTP", "done");
            assertThat(alert(gateway, 1)).as("tls 1.0").isEqualTo(PROTOCOL_VERSION);
            assertThat(alert(gateway, 2)).as("tls 1.1").isEqualTo(PROTOCOL_VERSION);
            assertThat(echo.called()).isEmpty();
            assertThat(weak(gateway))
                    .as("a suite without forward secrecy or with CBC")
                    .isFalse();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> started.refused().size() == 4);
            assertThat(started.refused().stream().map(each -> each.replaceFirst(".*\"detail\":\"([^\"]*)\".*", "$1")))
                    .containsExactlyInAnyOrder(
                            "tls: the handshake broke",
                            "tls: the client offers no version that is taken",
                            "tls: the client offers no version that is taken",
                            "tls: the client offers no cipher suite that is taken");
            assertThat(call(started).answer()).contains("done");
        }
    }

    /// Whether a client gets in that speaks TLS 1.2 with older suites only.
    private boolean weak(InetSocketAddress gateway) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) trusting().getSocketFactory().createSocket(gateway.getAddress(), gateway.getPort())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(
                    new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"});
            socket.startHandshake();
            return true;
        } catch (SSLHandshakeException _) {
            return false;
        }
    }

    @Test
    void refusesAnotherHostOverTls() throws Exception {
        try (Started started = Started.in(folder, yaml());
                Socket socket = trusting()
                        .getSocketFactory()
                        .createSocket(
                                InetAddress.getLoopbackAddress(),
                                started.gateway().address().getPort())) {
            RawRequest.Answer answer =
                    RawRequest.call().with("Host", "evil.example.com").send(socket, 443);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(echo.called()).isEmpty();
            assertThat(started.records(RecordKind.SEALED, RecordKind.REFUSED))
                    .singleElement()
                    .asString()
                    .contains("host-not-allowed");
        }
    }

    /// Which alert a client gets that speaks TLS 1.`minor - 1` and nothing newer.
    private static int alert(InetSocketAddress gateway, int minor) throws IOException {
        ByteBuffer hello = ByteBuffer.allocate(50);
        hello.put((byte) 22).put((byte) 3).put((byte) 1).putShort((short) 45); //      a record with a handshake
        hello.put((byte) 1).put((byte) 0).putShort((short) 41); //                     that is a client's hello
        hello.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0); //      version, random, no session
        hello.putShort((short) 2).putShort((short) 0xc013); //                         one cipher suite
        hello.put((byte) 1).put((byte) 0); //                                          no compression
        try (Socket socket = new Socket(gateway.getAddress(), gateway.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello.array());
            byte[] answer = socket.getInputStream().readNBytes(7);
            assertThat(answer).startsWith(21, 3).hasSize(7);
            return answer[6];
        }
    }

    @Test
    void refusesPlainHttpBeyondLoopback() throws IOException {
        Files.writeString(folder.resolve("test.cedar"), Started.OPEN);
        Started.configure(folder, "servers: {}\n");
        Path file = folder.resolve("tidegate.yaml");
        String loopback = Files.readString(file);
        Files.writeString(
                file, loopback.replace("\nlisten: 127", "\nlisten: 0").replaceFirst("127.0.0.1:0", "0.0.0.0:8420"));
        assertThat(Started.load(folder))
                .isInstanceOfSatisfying(
                        ConfigurationResult.ConfigurationFaults.class,
                        refused -> assertThat(refused.faults().toString()).contains("without tls"));

        Files.writeString(file, loopback.replace("admin: { listen: 127.0.0.1:0 }", "admin: { listen: 0.0.0.0:8421 }"));
        assertThat(Started.load(folder))
                .isInstanceOfSatisfying(
                        ConfigurationResult.ConfigurationFaults.class,
                        refused -> assertThat(refused.faults().toString()).contains("loopback"));
    }
}

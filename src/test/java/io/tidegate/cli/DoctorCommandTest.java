package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.Trail;
import io.tidegate.audit.TrailSettings;
import io.tidegate.crypto.KeyRing;
import io.tidegate.json.JsonDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does the doctor find what would keep a gateway from working, and say what to do?
class DoctorCommandTest {
    private static final String GOOD = "permit (principal, action, resource);\n";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void isContentWithWhatWorks() throws IOException {
        Ran ran = doctor(GOOD, "127.0.0.1:0", "");
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out())
                .contains("ok    policy", "ok    state", "ok    listen")
                .doesNotContain("fail ");
    }

    @Test
    void findsBrokenPolicy() throws IOException {
        Ran ran = doctor("permit (", "127.0.0.1:0", "");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("fail  policy");
    }

    @Test
    void findsFaultsOfConfiguration() throws IOException {
        Ran ran = doctor(GOOD, "127.0.0.1:0", "polisy: x\n");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("fail  configuration", "polisy");
    }

    @Test
    void warnsOfSecretsOnCommandLines() throws IOException {
        Files.writeString(folder.resolve("secret"), "planted-secret\n");
        String server = "servers: { one: { run: [sh, -c, exit, \"${file:secret}\"], environment: { %s } } }\n";
        assertThat(doctor(GOOD, "127.0.0.1:0", server.formatted("")).out())
                .contains(
                        "warn  configuration",
                        "servers.one.run puts a secret on a command line",
                        "write it as a variable of `environment`")
                .doesNotContain("planted-secret");
        String better = server.replace(", \"${file:secret}\"", "").formatted("TOKEN: \"${file:secret}\"");
        assertThat(doctor(GOOD, "127.0.0.1:0", better).out()).doesNotContain("command line");
    }

    @Test
    void findsKeysThatOthersCanRead() throws IOException {
        KeyRing.open(folder.resolve("state/keys"), new SecureRandom());
        assertThat(doctor(GOOD, "127.0.0.1:0", "").code()).isZero();
        Files.setPosixFilePermissions(
                folder.resolve("state/keys/sessions.key"), PosixFilePermissions.fromString("rw-r--r--"));
        Ran ran = doctor(GOOD, "127.0.0.1:0", "");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("fail  keys", "chmod 600");
    }

    @Test
    void findsKeyThatIsGoneAndMakesNone() throws IOException {
        KeyRing.open(folder.resolve("state/keys"), new SecureRandom());
        Path gone = folder.resolve("state/keys/trail-signing.key");
        Files.delete(gone);
        Ran ran = doctor(GOOD, "127.0.0.1:0", "");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("fail  keys", "trail-signing.key", "restore");
        assertThat(gone).doesNotExist();
    }

    @Test
    void keysThatAnEarlierVersionDidNotMakeAreNoFailure() throws IOException {
        KeyRing.open(folder.resolve("state/keys"), new SecureRandom());
        Path added = folder.resolve("state/keys/data-tokens.key");
        Files.delete(added);
        Files.delete(folder.resolve("state/keys/data-values.key"));
        Ran ran = doctor(GOOD, "127.0.0.1:0", "");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("warn  keys", "has no data-values.key, data-tokens.key", "the next start makes it");
        assertThat(added).doesNotExist();
    }

    @Test
    void findsTrailOfAnotherKey() throws IOException {
        Path trail = folder.resolve("state/trail");
        KeyRing ring = KeyRing.open(folder.resolve("elsewhere"), new SecureRandom());
        Trail.open(new TrailSettings(trail, 64 << 10, "local"), ring, InstantSource.system())
                .close();
        KeyRing.open(folder.resolve("state/keys"), new SecureRandom());
        Ran ran = doctor(GOOD, "127.0.0.1:0", "");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out())
                .contains("fail  keys", "signed with key `" + ring.signer().keyId(), "restore the key");
    }

    @Test
    void findsPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ran ran = doctor(GOOD, "127.0.0.1:" + taken.getLocalPort(), "");
            assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
            assertThat(ran.out()).contains("fail  listen", "change the port");
        }
    }

    @Test
    void findsServerThatCantBeStarted() throws IOException {
        Ran ran = doctor(GOOD, "127.0.0.1:0", "servers:\n  crm: { run: [\"./no-such-program\"] }\n");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("fail  server crm", "by hand");
    }

    @Test
    void speaksOfTheCredentialOnlyWhereThereIsOne() throws IOException {
        Files.writeString(folder.resolve("token"), "a-token-for-crm-0123456789");
        int closed;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = free.getLocalPort();
        }
        String url = "http://127.0.0.1:" + closed;
        Ran ran = doctor(GOOD, "127.0.0.1:0", """
                servers:
                  bare: { url: "%1$s/mcp" }
                  crm: { url: "%1$s/crm", credential: "${file:token}" }
                """.formatted(url));
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("fail  server bare", "fail  server crm");
        assertThat(ran.out().lines().filter(line -> line.contains("check that " + url)))
                .satisfiesExactly(bare -> assertThat(bare).endsWith(" is up"), crm -> assertThat(crm)
                        .endsWith(" is up and takes the credential"));
    }

    @Test
    void getsTokensForServersThatWantThemAsTheGatewayWould() throws IOException {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        try (OauthPeer peer = OauthPeer.start()) {
            Ran ran = doctor(GOOD, "127.0.0.1:0", """
                    servers:
                      own:
                        url: "%1$s"
                        authorization: { grant: client-credentials, issuer: "%2$s", client-id: tidegate, client-secret: "${file:secret}" }
                      users: { url: "%1$s", authorization: { grant: authorization-code } }
                    """.formatted(peer.url(), peer.site()));
            assertThat(ran.code()).as(ran.out()).isZero();
            assertThat(ran.out())
                    .contains("tokens are given by " + peer.site() + " (the gateway's own)")
                    .contains("tokens are given by " + peer.site() + " (each user's own, once the user agrees)");
            assertThat(peer.asked("/register")).isEmpty();
            assertThat(folder.resolve("state")).doesNotExist();
        }
    }

    @Test
    void warnsOfGuardsThatGuardNothing() throws IOException {
        try (EchoServer echo = EchoServer.start()) {
            Ran ran = doctor(GOOD, "127.0.0.1:0", """
                    servers:
                      files:
                        url: "%s"
                        guards:
                          - { tools: [read], path: { in: [path], roots: [/srv] } }
                          - { tools: ["e*"], path: { in: [path], roots: [/srv] } }
                    """.formatted(echo.url()));
            assertThat(ran.code()).as(ran.out()).isZero();
            assertThat(ran.out())
                    .contains("servers.files.guards[0] fits no tool", "correct the guard")
                    .contains("servers.files.guards[1]: no tool or prompt that it fits has the argument `path`");
        }
    }

    /// Of a server that does not answer nobody knows what it has.
    @Test
    void saysNothingOfGuardsWhereTheServerIsSilent() throws IOException {
        Ran ran = doctor(GOOD, "127.0.0.1:0", """
                servers:
                  files:
                    run: ["true"]
                    guards: [{ tools: [read], path: { in: [path], roots: [/srv] } }]
                """);
        assertThat(ran.code()).as(ran.out()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("server files").doesNotContain("guards[0]");
    }

    @Test
    void saysWhoGivesNoTokens() throws IOException {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        try (OauthPeer peer = OauthPeer.start()) {
            peer.gives = false;
            peer.metadata.put("issuer", "\"https://elsewhere.example\"");
            Ran ran = doctor(GOOD, "127.0.0.1:0", """
                    servers:
                      own:
                        url: "%1$s"
                        authorization: { grant: client-credentials, issuer: "%2$s", client-id: tidegate, client-secret: "${file:secret}" }
                    """.formatted(peer.url(), peer.site()));
            assertThat(ran.code()).as(ran.out()).isEqualTo(Exit.FINDINGS);
            assertThat(ran.out()).contains("who gives tokens can't be asked: ");
        }
    }

    @Test
    void tellsMissingSecretAndAllTheRest() throws IOException {
        Ran ran = doctor("permit (", "127.0.0.1:0", """
                servers:
                  crm: { url: "https://crm.example.com/mcp", credential: "${env:TIDEGATE_NO_SUCH_VARIABLE}" }
                  other: { run: ["./no-such-program"] }
                """);
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out())
                .contains("fail  policy", "ok    state", "fail  server other")
                .contains("fail  server crm")
                .contains("servers.crm.credential: the environment has no variable `TIDEGATE_NO_SUCH_VARIABLE`");
    }

    @Test
    void wondersAboutFilesOfTheFutureAndStops() throws IOException {
        doctor(GOOD, "127.0.0.1:0", "");
        Files.createDirectories(folder.resolve("state"));
        Path stops = Files.writeString(folder.resolve("state/stops"), "all\n");
        Files.setLastModifiedTime(
                stops,
                FileTime.from(Instant.ofEpochMilli(System.currentTimeMillis()).plus(Duration.ofDays(2))));
        Ran ran = doctor(GOOD, "127.0.0.1:0", "");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("warn  clock", "warn  stops");
    }

    @Test
    void saysTheSameAsJson() throws IOException {
        write(GOOD, "127.0.0.1:0", "");
        Ran ran = Ran.of("doctor", "--json", folder.resolve("tidegate.yaml").toString());
        assertThat(JsonDocument.of(ran.out().strip())
                        .root()
                        .get("checks")
                        .orElseThrow()
                        .elements())
                .anySatisfy(check -> assertThat(check.string("what")).hasValue("policy"));
    }

    private Ran doctor(String policy, String listen, String more) throws IOException {
        write(policy, listen, more);
        return Ran.of("doctor", folder.resolve("tidegate.yaml").toString());
    }

    private void write(String policy, String listen, String more) throws IOException {
        Files.writeString(folder.resolve("policy.cedar"), policy);
        Files.writeString(
                folder.resolve("tidegate.yaml"),
                "listen: " + listen + "\nadmin: { listen: 127.0.0.1:0 }\npolicy: policy.cedar\nstate: state\n" + more);
    }
}

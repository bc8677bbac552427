package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.config.ConfigurationWatch;
import io.tidegate.http.Authority;
import io.tidegate.http.Authority.Issued;
import io.tidegate.http.Authority.Wish;
import io.tidegate.identity.ApiKeys;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Are callers known by their certificates, and those that are not good refused, recorded and told why?
@Timeout(120)
class CertificateCallersTest extends CertificateFixture {
    @Test
    void aCertificateSaysWhoCallsInBothEras() throws Exception {
        Issued alice = alice();
        Answer opened =
                send(alice, RawRequest.old("initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}"));
        RawRequest older = RawRequest.old("tools/call", "\"name\": \"echo\", \"arguments\": {}")
                .with("Mcp-Session-Id", opened.session());
        for (RawRequest call : List.of(call("echo"), older)) {
            assertThat(send(alice, call).body()).contains("done");
            assertThat(who().path("user").asString()).isEqualTo(ALICE);
            assertThat(who().path("by").asString()).isEqualTo("certificate");
            assertThat(who().path("groups").toString()).isEqualTo("[\"workloads\"]");
            assertThat(who().path("proofs").toString()).isEqualTo("[\"certificate\"]");
            assertThat(who().path("certificate").asString()).isEqualTo(ALICE);
            assertThat(who().path("kind").asString()).isEqualTo("service");
        }
        Issued bob = authority.issue(Wish.of("CN=bob", "URI:spiffe://acme.example/bob"));
        assertThat(send(bob, older).status()).as("the session is another's").isEqualTo(404);
    }

    @Test
    void takesOneOfAnAuthorityBelowOursWithTheChainThatLeadsThere() throws Exception {
        Authority below = authority.below("team");
        Files.writeString(
                folder.resolve("clients.crl"),
                authority.revoked(Instant.now().plus(Duration.ofHours(1)))
                        + below.revoked(Instant.now().plus(Duration.ofHours(1))));
        reload();
        Issued alice = below.issue(Wish.of("CN=alice", "URI:" + ALICE));
        assertThat(send(alice, call("echo")).body()).contains("done");
        echo.called().clear();
        Issued alone = new Issued(List.of(alice.certificate()), alice.keys());
        later.set(Duration.ofMinutes(2)); // what was found of it counts for a minute
        assertRefused(send(alone, call("echo")), 401, "unknown-authority");
    }

    /// RFC 5280, sections 4.2.1.9, 4.2.1.10 and 4.2.1.12: what the certificate of an authority of ours says counts too.
    @Test
    void anAuthorityVouchesForNoMoreThanItsOwnCertificateLetsIt() throws Exception {
        Authority team = Authority.limited("team", "uri:acme.example", "");
        Authority last = Authority.limited("last", "steps:0", "");
        Authority below = last.below("below");
        Authority servers = Authority.limited("for servers", "", Authority.SERVERS);
        Files.writeString(folder.resolve("clients.pem"), team.pem() + last.pem() + servers.pem());
        StringBuilder lists = new StringBuilder();
        for (Authority each : List.of(team, last, below, servers)) {
            lists.append(each.revoked(Instant.now().plus(Duration.ofHours(1))));
        }
        Files.writeString(folder.resolve("clients.crl"), lists);
        reload();
        assertThat(send(team.issue(Wish.of("CN=alice", "URI:" + ALICE)), call("echo"))
                        .body())
                .contains("done");
        assertThat(send(last.issue(Wish.of("CN=alice", "URI:" + ALICE)), call("echo"))
                        .body())
                .contains("done");
        echo.called().clear();
        Wish chief = Wish.of("CN=chief", "URI:spiffe://corp.example/chief");
        assertRefused(send(team.issue(chief), call("echo")), 401, "unknown-authority");
        assertRefused(send(below.issue(chief), call("echo")), 401, "unknown-authority");
        assertRefused(send(servers.issue(chief), call("echo")), 401, "wrong-certificate");
    }

    @Test
    void refusesWhatIsNotGood() throws Exception {
        Instant now = Instant.now();
        Wish good = Wish.of("CN=alice", "URI:" + ALICE);
        Map<String, Issued> bad = Map.of(
                "certificate-expired",
                authority.issue(good.during(now.minus(Duration.ofDays(2)), now.minusSeconds(60))),
                "certificate-not-yet-valid",
                authority.issue(good.during(now.plusSeconds(600), now.plus(Duration.ofDays(2)))),
                "unknown-authority",
                made("clients").issue(good)); // another authority of the same name
        for (Map.Entry<String, Issued> each : bad.entrySet()) {
            Answer answer = send(each.getValue(), call("echo"));
            assertRefused(answer, 401, each.getKey());
            assertThat(answer.head()).contains("error=\"invalid_token\"", "certificate");
        }
        assertRefused(send(Authority.selfMade(good), call("echo")), 401, "unknown-authority");
        for (Wish wrong : List.of(
                good.toUse(Authority.SERVERS),
                Wish.of("CN=" + ALICE),
                Wish.of("CN=alice", "URI:" + ALICE, "URI:spiffe://acme.example/admin"))) {
            assertRefused(send(authority.issue(wrong), call("echo")), 401, "wrong-certificate");
        }
        Issued revoked = alice();
        revoke(revoked.certificate());
        reload();
        assertRefused(send(revoked, call("echo")), 401, "certificate-revoked");
        assertThat(send(alice(), call("echo")).body()).as("only that one").contains("done");
    }

    @Test
    void aBadCertificateIsNotMadeUpForByAGoodKey() throws Exception {
        Issued stranger = made("others").issue(Wish.of("CN=alice", "URI:" + ALICE));
        String key = key(ALICE);
        assertRefused(send(stranger, call("echo").as(key)), 401, "unknown-authority");
    }

    @Test
    void headersThatClaimToBeACertificateAreNone() throws Exception {
        String pem =
                Authority.pem("CERTIFICATE", alice().certificate().getEncoded()).replace("\n", "");
        for (String header : List.of(
                "X-Client-Cert", "X-Forwarded-Client-Cert", "X-SSL-Client-Cert", "Client-Cert", "X-SSL-Client-S-DN")) {
            Answer answer = TlsClient.without().send(call("echo").with(header, pem), gateway());
            assertThat(answer.status()).as(header).isEqualTo(401);
            assertThat(last().path("reason").asString()).isEqualTo("not-authenticated");
            String bound = boundTo(alice().certificate());
            Answer shown = TlsClient.without().send(call("echo").as(bound).with(header, pem), gateway());
            assertRefused(shown, 401, "certificate-missing");
        }
    }

    /// Nobody of the authority gets in until its list is renewed, and that is not their fault.
    @Test
    void refusesAllWhileTheListOfTheRevokedIsOutOfDate() throws Exception {
        Issued alice = alice();
        assertThat(send(alice, call("echo")).body()).contains("done");
        echo.called().clear();
        later.set(Duration.ofHours(1).plusSeconds(1));
        Answer answer = send(alice, call("echo"));
        assertRefused(answer, 503, "revocation-unknown");
        assertThat(answer.head()).contains("Retry-After");
        Files.writeString(
                folder.resolve("clients.crl"), authority.revoked(Instant.now().plus(Duration.ofHours(9))));
        reload();
        assertThat(send(alice, call("echo")).body()).contains("done");
    }

    @Test
    void aListThatCannotBeReadChangesNothing() throws Exception {
        Issued revoked = alice();
        revoke(revoked.certificate());
        reload();
        Files.writeString(folder.resolve("clients.crl"), "broken");
        started.gateway().reload(Started.load(folder));
        assertThat(started.changes()).last().asString().contains("configuration-refused");
        assertRefused(send(revoked, call("echo")), 401, "certificate-revoked");
    }

    /// On the connection that is open, in a TLS session that is gone on with, and on a stream.
    @Test
    void aRevokedCertificateEndsEverywhere() throws Exception {
        Issued alice = alice();
        TlsClient client = TlsClient.with(alice);
        Answer opened = client.send(
                RawRequest.old("initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}"), gateway());
        RawRequest listen = new RawRequest("GET", "/mcp", List.of("Accept: text/event-stream"), "")
                .with("Mcp-Session-Id", opened.session())
                .with("MCP-Protocol-Version", "2025-11-25");
        try (SSLSocket kept = client.connect(gateway());
                SSLSocket stream = client.connect(gateway())) {
            int port = gateway().getPort();
            stream.setSoTimeout(60_000);
            stream.getOutputStream().write(listen.bytes(port));
            CountDownLatch ended = new CountDownLatch(1);
            assertThat(ascii(stream.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 200");
            Thread.ofVirtual().start(() -> readToEnd(stream, ended));
            assertThat(TlsClient.sendOn(kept, call("echo"), port).body()).contains("done");
            echo.called().clear();
            revoke(alice.certificate());
            reload();
            assertRefused(TlsClient.sendOn(kept, call("echo"), port), 401, "certificate-revoked");
            assertRefused(client.send(call("echo"), gateway()), 401, "certificate-revoked");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> ended.getCount() == 0);
        }
    }

    private static void readToEnd(SSLSocket stream, CountDownLatch ended) {
        try (InputStream in = stream.getInputStream()) {
            in.readAllBytes();
        } catch (IOException cut) {
            assertThat(cut).isNotNull(); // an end too
        } finally {
            ended.countDown();
        }
    }

    /// Who goes on with a TLS session is who began it.
    @Test
    void sessionsThatAreGoneOnWithKeepTheirIdentity() throws Exception {
        TlsClient alice = TlsClient.with(alice());
        TlsClient bob = TlsClient.with(authority.issue(Wish.of("CN=bob", "URI:spiffe://acme.example/bob")));
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            long begun = 0;
            for (int round = 0; round < 2; round++) {
                for (TlsClient each : List.of(bob, alice)) {
                    try (SSLSocket socket = each.connect(gateway(), version)) {
                        Answer answer = call("echo").send(socket, gateway().getPort());
                        assertThat(answer.body()).contains("done");
                        assertThat(who().path("user").asString()).endsWith(each == alice ? "/alice" : "/bob");
                        if (each == alice && round == 0) {
                            begun = socket.getSession().getCreationTime();
                        } else if (each == alice) {
                            assertThat(socket.getSession().getCreationTime())
                                    .as("gone on with")
                                    .isEqualTo(begun);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aClientCannotBecomeSomebodyElseOnItsConnection() throws Exception {
        try (SSLSocket socket = TlsClient.with(alice()).connect(gateway(), "TLSv1.2")) {
            assertThat(TlsClient.sendOn(socket, call("echo"), gateway().getPort())
                            .body())
                    .contains("done");
            echo.called().clear();
            socket.startHandshake();
            String after;
            try {
                after = TlsClient.sendOn(socket, call("echo"), gateway().getPort())
                        .body();
            } catch (IOException refused) {
                after = "cut";
            }
            assertThat(after).doesNotContain("done");
            assertThat(echo.called()).isEmpty();
        }
    }

    @Test
    void aTokenThatIsBoundToACertificateIsTakenWithThatOneOnly() throws Exception {
        Issued client = alice();
        String token = boundTo(client.certificate());
        assertThat(send(client, call("echo").as(token)).body())
                .as("the certificate is the client's, and the token names the user")
                .contains("done");
        assertThat(who().path("user").asString()).isEqualTo("alice");
        assertThat(who().path("proofs").toString()).isEqualTo("[\"token\",\"certificate\"]");
        echo.called().clear();
        assertRefused(send(alice(), call("echo").as(token)), 401, "certificate-missing");
        assertRefused(TlsClient.without().send(call("echo").as(token), gateway()), 401, "certificate-missing");
        assertThat(TlsClient.without()
                        .send(
                                new RawRequest("GET", "/.well-known/oauth-protected-resource/mcp", List.of(), ""),
                                gateway())
                        .body())
                .contains("\"tls_client_certificate_bound_access_tokens\":true");
        revoke(client.certificate());
        reload();
        assertRefused(send(client, call("echo").as(token)), 401, "certificate-revoked");
    }

    @Test
    void aBindingThatCannotBeReadIsNoBindingLess() throws Exception {
        String token = TestProvider.rs256(claims("cnf", Map.of("x5t#S256", 7, "jkt", "abc")));
        assertRefused(send(alice(), call("echo").as(token)), 401, "wrong-type");
    }

    @Test
    void twoUsersAtOnceAreRefusedAndOneUserTwiceIsNot() throws Exception {
        Issued alice = alice();
        assertRefused(send(alice, call("echo").as(key("bob"))), 401, "two-users");
        assertRefused(send(alice, call("echo").as(scoped(""))), 401, "two-users");
        assertThat(send(alice, call("echo").as(key(ALICE, "staff"))).body()).contains("done");
        assertThat(who().path("proofs").toString()).isEqualTo("[\"key\",\"certificate\"]");
        assertThat(who().path("groups").toString()).isEqualTo("[\"staff\",\"workloads\"]");
    }

    /// Who has a certificate of the client that the token was given to shows no second user.
    @Test
    void aCertificateOfTheTokensClientIsTheClients() throws Exception {
        Issued client = authority.issue(Wish.of("CN=app", "URI:https://agent.example/client.json"));
        String token = TestProvider.rs256(claims("azp", "https://agent.example/client.json"));
        assertThat(send(client, call("echo").as(token)).body()).contains("done");
        assertThat(who().path("user").asString()).isEqualTo("alice");
        assertThat(who().path("certificate").asString()).isEqualTo("https://agent.example/client.json");
        assertThat(who().path("client").asString()).isEqualTo("https://agent.example/client.json");
        echo.called().clear();
        String others = TestProvider.rs256(claims("azp", "https://other.example/client.json"));
        assertRefused(send(client, call("echo").as(others)), 401, "two-users");
    }

    /// Each certificate on the way needs a list of its own issuer.
    @Test
    void refusesOneBelowAnAuthorityWithoutAListOfItsOwn() throws Exception {
        Issued alice = authority.below("team").issue(Wish.of("CN=alice", "URI:" + ALICE));
        assertRefused(send(alice, call("echo")), 503, "revocation-unknown");
    }

    @Test
    void refusesOneOfAnAuthorityThatWasRevokedItself() throws Exception {
        Authority below = authority.below("team");
        Files.writeString(
                folder.resolve("clients.crl"),
                authority.revoked(Instant.now().plus(Duration.ofHours(1)), below.certificate())
                        + below.revoked(Instant.now().plus(Duration.ofHours(1))));
        reload();
        assertRefused(send(below.issue(Wish.of("CN=alice", "URI:" + ALICE)), call("echo")), 401, "certificate-revoked");
    }

    /// A certificate of a client that makes itself an authority is one no more than before.
    @Test
    void refusesOneThatAClientsCertificateSigned() throws Exception {
        Issued alice = alice();
        Issued forged = Authority.signedBy(alice, Wish.of("CN=root", "URI:spiffe://acme.example/admin"));
        assertRefused(send(forged, call("echo")), 401, "unknown-authority");
    }

    /// A list that is written while the gateway runs is in force a few seconds later, with no other doing.
    @Test
    void aNewListIsTakenWhileTheGatewayRuns() throws Exception {
        Issued alice = alice();
        assertThat(send(alice, call("echo")).body()).contains("done");
        try (ConfigurationWatch _ = ConfigurationWatch.start(
                Started.load(folder), () -> Started.load(folder), () -> false, next -> started.gateway()
                        .reload(next))) {
            revoke(alice.certificate());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> send(alice, call("echo")).status() == 401);
            assertThat(last().path("detail").asString()).isEqualTo("certificate-revoked");
            assertThat(send(alice(), call("echo")).body()).as("another one").contains("done");
        }
    }

    @Test
    void itsFilesAreWatched() {
        assertThat(Started.load(folder).watched())
                .contains(folder.resolve("clients.crl"), folder.resolve("clients.pem"));
    }

    private String key(String user, String... groups) {
        ApiKeys keys = started.gateway().foundation().apiKeys();
        return keys.create(user, Set.of(groups), Duration.ofDays(1)).text().reveal();
    }

    /// As the watch does when one of the files changed.
    private void reload() {
        assertThat(started.gateway().reload(Started.load(folder))).isTrue();
        echo.called().clear();
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.ApiKeys;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Does the whole gateway know who calls, at every call anew, and keep what belongs to one from another? With keys made
/// by the verb, and tokens of a provider whose keys are fetched over HTTP.
class GatewayCallersTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Duration YEAR = Duration.ofDays(300);

    @TempDir
    private Path folder;

    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(later.get());
    private final TestProvider provider = new TestProvider();
    private HttpServer keys;
    private EchoServer echo;
    private Started started;
    private int recorded;

    @BeforeEach
    void start() throws Exception {
        keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/", exchange -> {
            byte[] body = provider.keys().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keys.start();
        List<String> tools = Stream.concat(
                        Stream.of("echo"), IntStream.range(0, 250).mapToObj(number -> "tool-" + number))
                .toList();
        echo = EchoServer.start(tools);
        started = Started.in(
                folder,
                """
                identity: { oidc: { issuer: "%s", audience: "%s", jwks: "http://127.0.0.1:%d/keys" } }
                servers: { echo: { url: "%s" } }
                profiles: { other: { servers: [echo] } }
                """.formatted(
                                TestProvider.ISSUER,
                                TestProvider.AUDIENCE,
                                keys.getAddress().getPort(),
                                echo.url()),
                clock);
        count();
    }

    @AfterEach
    void stop() {
        started.close();
        echo.close();
        keys.stop(0);
    }

    private void count() throws IOException {
        recorded = started.records(RecordKind.SEALED, RecordKind.REFUSED).size();
    }

    private ApiKeys.Issued key(String user) {
        return started.gateway().foundation().apiKeys().create(user, Set.of(), YEAR);
    }

    private Answer send(RawRequest request) throws IOException {
        return request.send(started.gateway().address());
    }

    private Map<String, Object> claims() {
        Map<String, Object> claims = TestProvider.claims();
        claims.put("iat", clock.instant().getEpochSecond());
        claims.put("exp", clock.instant().getEpochSecond() + 300);
        return claims;
    }

    private Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    /// One more record, with this reason, and nothing at the server.
    private JsonNode refused(String reason) throws IOException {
        List<String> records = started.records(RecordKind.SEALED, RecordKind.REFUSED);
        assertThat(records).hasSize(recorded + 1);
        recorded++;
        JsonNode record = MAPPER.readTree(records.getLast());
        assertThat(record.path("reason").asString()).isEqualTo(reason);
        assertThat(echo.called()).isEmpty();
        return record;
    }

    private void rejected(String credential, String why) throws IOException {
        Answer answer = send(RawRequest.call().as(credential));
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.head()).contains("Bearer ").contains("error=\"invalid_token\"");
        assertThat(answer.body()).doesNotContain(credential);
        assertThat(refused("credential-rejected").path("detail").asString()).isEqualTo(why);
    }

    @Test
    void refusesWhoeverShowsNothing() throws IOException {
        Answer answer = send(RawRequest.call());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.head()).containsIgnoringCase("www-authenticate: Bearer ");
        refused("not-authenticated");
    }

    @Test
    void refusesTokensThatAreNotForUs() throws IOException {
        rejected(TestProvider.rs256(claims("aud", "https://other.example.com/mcp")), "wrong-audience");
        rejected(TestProvider.rs256(claims("iss", "https://other.example.com")), "wrong-issuer");
        rejected(TestProvider.rs256(claims("exp", clock.instant().getEpochSecond() - 90)), "expired");
        String none = TestProvider.part("{\"alg\":\"none\"}") + "." + TestProvider.part(TestProvider.json(claims()));
        rejected(none + ".", "algorithm-not-allowed");
        String header = "{\"alg\":\"RS256\",\"kid\":\"nobody\",\"jku\":\"http://127.0.0.1:1/keys\"}";
        String payload = TestProvider.json(claims());
        rejected(TestProvider.signed(header, payload, JWSAlgorithm.RS256, TestProvider.RSA), "unknown-signing-key");
        rejected(TestProvider.es256(TestProvider.EC_NEW, claims()), "unknown-signing-key");
        String good = TestProvider.rs256(claims());
        rejected(good.substring(0, good.length() - 8) + "AAAAAAAA", "bad-signature");
    }

    @Test
    void aTokenEndsWhileItsSessionIsOpen() throws IOException {
        String token = TestProvider.rs256(claims());
        RawRequest call = session(token).saying("tools/list", "tools/call").saying("{}", "{\"name\": \"echo\"}");
        assertThat(send(call.as(token)).body()).contains("done");
        echo.called().clear();
        count();
        later.set(Duration.ofMinutes(7));
        rejectedInSession(call.as(token), "expired");
    }

    @Test
    void aKeyEndsWhileItsSessionIsOpen() throws IOException {
        ApiKeys.Issued issued = key("alice");
        String key = issued.text().reveal();
        RawRequest call = session(key).saying("tools/list", "tools/call").saying("{}", "{\"name\": \"echo\"}");
        assertThat(send(call.as(key)).body()).contains("done");
        echo.called().clear();
        later.set(YEAR);
        count();
        rejectedInSession(call.as(key), "expired");
    }

    /// Another process revokes it; here it is known within a second.
    @Test
    void aKeyIsRevokedWhileItsSessionIsOpen() throws IOException {
        ApiKeys.Issued issued = key("alice");
        String key = issued.text().reveal();
        RawRequest call = session(key).saying("tools/list", "tools/call").saying("{}", "{\"name\": \"echo\"}");
        assertThat(send(call.as(key)).body()).contains("done");
        Ran revoked = Ran.of(
                "keys",
                "revoke",
                "--config",
                folder.resolve("tidegate.yaml").toString(),
                issued.key().id());
        assertThat(revoked.code()).as(revoked.err()).isZero();
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .until(() -> send(call.as(key)).status() == 401);
        echo.called().clear();
        count();
        rejectedInSession(call.as(key), "revoked");
        rejectedInSession(call.as(key).by("GET").body(""), "revoked");
        rejectedInSession(call.as(key).by("DELETE").body(""), "revoked");
    }

    private void rejectedInSession(RawRequest request, String why) throws IOException {
        assertThat(send(request).status()).isEqualTo(401);
        assertThat(refused("credential-rejected").path("detail").asString()).isEqualTo(why);
    }

    /// A `tools/list` in a new session of that caller.
    private RawRequest session(String credential) throws IOException {
        Answer opened = send(RawRequest.old("initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}")
                .as(credential));
        String session = opened.session();
        return RawRequest.old("tools/list", "").with("Mcp-Session-Id", session);
    }

    @Test
    void aSessionIsNobodyElses() throws IOException {
        String alice = key("alice").text().reveal();
        ApiKeys.Issued his = key("bob");
        String bob = his.text().reveal();
        RawRequest list = session(alice);
        count();
        for (RawRequest stolen :
                List.of(list, list.by("GET").body(""), list.by("DELETE").body(""))) {
            assertThat(send(stolen.as(bob)).status()).as(stolen.method()).isEqualTo(404);
            JsonNode who = refused("session-unknown").path("who");
            assertThat(who.path("user").asString()).as("who tried it").isEqualTo("bob");
            assertThat(who.path("key").asString())
                    .as("with which of his keys")
                    .isEqualTo(his.key().id());
        }
        RawRequest elsewhere = new RawRequest(list.method(), "/mcp/other", list.headers(), list.body());
        assertThat(send(elsewhere.as(alice)).status()).isEqualTo(404);
        refused("session-unknown");
        RawRequest forged = list.but("Mcp-Session-Id", "AAAA");
        assertThat(send(forged.as(alice)).status()).isEqualTo(404);
        refused("session-unknown");
        assertThat(send(list.as(alice)).body()).as("still its owner's").contains("\"echo\"");
    }

    @Test
    void whoTriesOftenIsRecordedEachTime() throws IOException {
        String alice = key("alice").text().reveal();
        String bob = key("bob").text().reveal();
        RawRequest list = session(alice);
        count();
        for (int time = 0; time < 60; time++) {
            assertThat(send(list.as(bob)).status()).isEqualTo(404);
            refused("session-unknown");
        }
    }

    @Test
    void aCursorIsNobodyElses() throws IOException {
        String alice = key("alice").text().reveal();
        String bob = key("bob").text().reveal();
        JsonNode page = MAPPER.readTree(
                send(RawRequest.modern("tools/list", "").as(alice)).body());
        String cursor = page.path("result").path("nextCursor").asString();
        assertThat(page.path("result").path("tools").size()).isEqualTo(200);
        count();
        String cut = cursor.substring(0, cursor.length() - 4);
        String bent = (cursor.startsWith("A") ? "B" : "A") + cursor.substring(1);
        for (String wrong : List.of(cut, bent, "", "....", "a".repeat(10_000))) {
            badCursor(next(wrong).as(alice));
        }
        badCursor(next(cursor).as(bob));
        RawRequest next = next(cursor);
        badCursor(new RawRequest(next.method(), "/mcp/other", next.headers(), next.body()).as(alice));
        badCursor(next("x").saying("\"x\"", "7").as(alice));

        JsonNode rest = MAPPER.readTree(send(next.as(alice)).body());
        assertThat(rest.path("result").path("tools").size()).isEqualTo(51);
    }

    private static RawRequest next(String cursor) {
        return RawRequest.modern("tools/list", "\"cursor\": \"" + cursor + "\"");
    }

    private void badCursor(RawRequest request) throws IOException {
        assertThat(MAPPER.readTree(send(request).body())
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
        assertThat(refused("malformed").path("decision").asString()).isEqualTo("refused");
    }

    /// Not the caller's fault, so it is told to come back, not to get another token.
    @Test
    void saysThatItCantTellWhenTheProviderIsAway() throws IOException {
        keys.stop(0);
        Answer answer = send(RawRequest.call().as(TestProvider.rs256(claims())));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.head()).containsIgnoringCase("retry-after: ").doesNotContainIgnoringCase("www-authenticate");
        assertThat(refused("credential-not-checked").path("detail").asString()).isEqualTo("provider-unavailable");
    }
}

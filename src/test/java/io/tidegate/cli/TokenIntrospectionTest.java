package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Is the issuer asked about tokens (RFC 7662), seldom, and believed for a minute at most?
class TokenIntrospectionTest extends ProviderFixture {
    private static final String OPAQUE = "opaque-0123.456~789";

    private final Map<String, String> known = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile int status = 200;
    private volatile CountDownLatch open = new CountDownLatch(0);

    @Override
    void serve(HttpServer documents) {
        documents.setExecutor(threads);
        documents.createContext("/introspect", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String token = form.replaceFirst("^.*token=([^&]*).*$", "$1").replace("%7E", "~");
            asked.add(token);
            shown.add(exchange.getRequestHeaders().getFirst("Authorization"));
            try {
                open.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            byte[] body = known.getOrDefault(token, "{\"active\":false}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    String identity(int port) {
        try {
            Files.writeString(folder.resolve("secret"), "s3cr:et&%\n");
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        return """
                identity:
                  issuers:
                    - issuer: "%s"
                      jwks: "http://127.0.0.1:%d/keys"
                      scopes: [mcp]
                      introspection:
                        url: "http://127.0.0.1:%d/introspect"
                        client-id: "tide gate"
                        client-secret: "${file:secret}"
                        tokens: all
                """.formatted(TestProvider.ISSUER, port, port);
    }

    private Map<String, Object> said() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("active", true);
        said.put("sub", "alice");
        said.put("client_id", "editor");
        said.put("scope", "mcp");
        said.put("aud", url("/mcp"));
        said.put("exp", clock.instant().getEpochSecond() + 300);
        return said;
    }

    private void says(String token, Map<String, Object> claims) {
        known.put(token, TestProvider.json(claims));
    }

    private int statusOf(String token) throws IOException {
        return send(call("echo").as(token)).status();
    }

    private void refused(String token, int status, String detail) throws IOException {
        assertThat(statusOf(token)).isEqualTo(status);
        assertThat(last().path("detail").asString()).isEqualTo(detail);
        assertThat(echo.called()).isEmpty();
    }

    @Test
    void takesAnOpaqueTokenByItsIssuersWordAndAsksOnceAMinute() throws IOException {
        says(OPAQUE, said());
        for (RawRequest call : calls("echo", OPAQUE)) {
            assertThat(send(call.as(OPAQUE)).body()).contains("done");
        }
        assertThat(asked).containsExactly(OPAQUE);
        assertThat(last().path("who").path("user").asString()).isEqualTo("alice");
        String basic =
                Base64.getEncoder().encodeToString("tide+gate:s3cr%3Aet%26%25".getBytes(StandardCharsets.US_ASCII));
        assertThat(shown).containsExactly("Basic " + basic);
    }

    @Test
    void aTokenThatIsWithdrawnEnds() throws IOException {
        String signed = scoped("mcp");
        says(OPAQUE, said());
        says(signed, Map.of("active", true));
        for (String token : List.of(OPAQUE, signed)) {
            assertThat(statusOf(token)).isEqualTo(200);
        }
        known.clear();
        echo.called().clear();
        forget();
        for (String token : List.of(OPAQUE, signed)) {
            refused(token, 401, "not-active");
        }
    }

    /// The configuration is read anew, which forgets what was believed; that a minute does too is in
    /// `IntrospectionTest`.
    private void forget() throws IOException {
        started.gateway().reload(Started.load(folder));
    }

    @Test
    void refusesWhatTheIssuerDoesNotKnow() throws IOException {
        refused("made-up", 401, "not-active");
        for (int time = 0; time < 20; time++) {
            refused("made-up", 401, "not-active");
        }
        assertThat(asked).as("not asked about again so soon").hasSize(1);
    }

    @Test
    void holdsWhatTheIssuerSaysToTheSameRules() throws IOException {
        says("other-audience", with("aud", "https://other.example.com/mcp"));
        refused("other-audience", 401, "wrong-audience");
        Map<String, Object> nobody = said();
        nobody.remove("aud");
        says("no-audience", nobody);
        refused("no-audience", 401, "missing-claim");
        says("other-issuer", with("iss", "https://other.example.com"));
        refused("other-issuer", 401, "wrong-issuer");
        says("ended", with("exp", clock.instant().getEpochSecond() - 90));
        refused("ended", 401, "expired");
        says("narrow", with("scope", "profile"));
        refused("narrow", 403, "lacks mcp");
        says("no-name", with("sub", "anonymous"));
        refused("no-name", 401, "wrong-claim");
    }

    private Map<String, Object> with(String claim, Object value) {
        Map<String, Object> said = said();
        said.put(claim, value);
        return said;
    }

    @Test
    void aSignedTokenMustBeGoodByItselfToo() throws IOException {
        String signed = TestProvider.rs256(claims("aud", "https://other.example.com/mcp"));
        says(signed, said());
        refused(signed, 401, "wrong-audience");
        String cut = signed.substring(0, signed.length() - 8) + "AAAAAAAA";
        says(cut, said());
        refused(cut, 401, "bad-signature");
        assertThat(asked).as("not about what is no token of its").doesNotContain(cut);
    }

    @Test
    void neitherTakesNorRejectsWhileItCantAsk() throws IOException {
        says(OPAQUE, said());
        status = 500;
        Answer answer = send(call("echo").as(OPAQUE));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.head()).containsIgnoringCase("retry-after: ").doesNotContainIgnoringCase("www-authenticate");
        assertThat(last().path("reason").asString()).isEqualTo("credential-not-checked");
        assertThat(last().path("detail").asString()).isEqualTo("provider-unavailable");
        status = 200;
        later.set(Duration.ofSeconds(2));
        assertThat(statusOf(OPAQUE)).as("when it answers again").isEqualTo(200);
    }

    @Test
    void ourOwnWrongPasswordIsNotTheCallersFault() throws IOException {
        says(OPAQUE, said());
        status = 401;
        refused(OPAQUE, 503, "provider-unavailable");
    }

    @Test
    void anAnswerThatSaysNothingIsNoLeave() throws IOException {
        List<String> answers = List.of("", "{}", "[]", "{\"active\":\"true\"}", "{\"active\":1}", "true");
        for (String body : answers) {
            known.put("odd", body);
            later.updateAndGet(before -> before.plusSeconds(2));
            refused("odd", 503, "provider-unavailable");
        }
    }

    @Test
    void whoeverAsksAtTheSameTimeGetsOneAnswer() throws Exception {
        says(OPAQUE, said());
        open = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < 20; client++) {
                answers.add(clients.submit(() -> statusOf(OPAQUE)));
            }
            Awaitility.await().until(() -> asked.size() == 1);
            open.countDown();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void theDoctorTriesIt() throws IOException {
        String config = folder.resolve("tidegate.yaml").toString();
        assertThat(Ran.of("doctor", config).out()).contains("answers about tokens");
        status = 401;
        assertThat(Ran.of("doctor", config).out())
                .contains("tokens can't be asked about", "check `client-id` and `client-secret`")
                .doesNotContain("s3cr");
    }

    @Test
    void theTokenIsInNoRecord() throws IOException {
        says(OPAQUE, said());
        assertThat(statusOf(OPAQUE)).isEqualTo(200);
        assertThat(statusOf("made-up-token-of-a-stranger")).isEqualTo(401);
        assertThat(String.join("\n", started.records(RecordKind.values())))
                .doesNotContain(OPAQUE, "made-up-token-of-a-stranger", "s3cr");
    }
}

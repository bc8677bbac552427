package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.ProofKey;
import io.tidegate.identity.TestProvider;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Is whatever one tenant gave out worth nothing at another, and does nothing lead from one to another? Through the
/// whole process; each attack stands in the trail of whom it was made on, and in no other.
@Timeout(90)
class TenantAttacksTest extends TenantsFixture {
    private static final String ASKING =
            "\"result\": {\"resultType\": \"input_required\", \"requestState\": \"own\", \"inputRequests\": {\"q\":"
                    + " {\"method\": \"elicitation/create\", \"params\": {\"mode\": \"form\", \"message\": \"m\","
                    + " \"requestedSchema\": {\"type\": \"object\", \"properties\": {}}}}}}";
    private static final String FORMS = "{\"elicitation\": {\"form\": {}}}";

    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        held.countDown();
    }

    @Override
    void prepare(String name, ModernServer server) {
        super.prepare(name, server);
        server.answer("resources/list", _ -> """
                "result": {"resultType": "complete", "resources": [{"uri": "note://%s/1", "name": "n"}]}""".formatted(name));
        server.answer("resources/read", _ -> """
                "result": {"resultType": "complete", "contents": [{"uri": "note://%s/1", "text": "of %s"}]}""".formatted(name, name));
    }

    @Test
    void eachServesItsOwn() throws Exception {
        for (String name : List.of("acme", "beta")) {
            List<String> records = recordedBy(name, () -> {
                Answer answer = send(call("/t/" + name + "/mcp").as(key(name, "alice")));
                assertThat(answer.body()).contains("by " + name);
            });
            assertThat(records.getLast()).contains("\"tenant\":\"" + name + "\"", "\"user\":\"alice\"");
        }
    }

    @Test
    void aKeyIsUnknownElsewhere() throws Exception {
        String acme = key("acme", "alice");
        String host = started.key("alice");
        for (String wrong : List.of(acme, host)) {
            List<String> records =
                    recordedBy("beta", () -> assertUnknown(send(call(BETA).as(wrong)), 401));
            assertThat(records).singleElement().asString().contains("credential-rejected");
        }
        recordedBy("host", () -> assertUnknown(send(call("/mcp").as(acme)), 401));
        assertThat(peer("beta").called()).isEmpty();
    }

    private static void assertUnknown(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.head() + answer.body()).doesNotContain("acme");
    }

    @Test
    void aTokenIsForOneTenantsEndpoint() throws Exception {
        String token = token(ACME, TestProvider.ISSUER);
        assertThat(send(call(ACME).as(token)).body()).contains("by acme");
        List<String> records =
                recordedBy("beta", () -> assertUnknown(send(call(BETA).as(token)), 401));
        assertThat(records).singleElement().asString().contains("wrong-audience");
        assertThat(peer("beta").called()).isEmpty();
    }

    @Test
    void anIssuerIsTrustedByOneTenant() throws Exception {
        write("beta", identity("https://login.example.com/other") + server("beta"));
        started.gateway().tenants().poke();
        Awaitility.await().until(() -> trail("beta").getLast().contains("configuration-loaded"));
        String token = token(BETA, TestProvider.ISSUER);
        recordedBy("beta", () -> assertUnknown(send(call(BETA).as(token)), 401));
        assertThat(send(call(ACME).as(token(ACME, TestProvider.ISSUER))).body()).contains("by acme");
    }

    @Test
    void aProofOfAKeyIsForOneTenantsEndpoint() throws Exception {
        ProofKey key = new ProofKey();
        Map<String, Object> claims = TestProvider.claims();
        claims.put("aud", List.of(url(ACME).toString(), url(BETA).toString()));
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().getEpochSecond() + 300);
        claims.put("cnf", Map.of("jkt", key.thumbprint()));
        String token = TestProvider.rs256(claims);
        String proof = key.proof("POST", url(ACME).toString(), Optional.of(token), Instant.now());
        List<String> records = recordedBy("beta", () -> {
            Answer answer =
                    send(call(BETA).but("Authorization", "DPoP " + token).but("DPoP", proof));
            assertUnknown(answer, 401);
        });
        assertThat(records).singleElement().asString().contains("invalid-proof");
        assertThat(send(call(ACME).but("Authorization", "DPoP " + token).but("DPoP", proof))
                        .body())
                .contains("by acme");
    }

    @Test
    void aSessionIsOfOneTenant() throws Exception {
        LiveClient client = later(LiveClient.stateful(url(ACME), key("acme", "alice"), "2025-11-25", "{}"));
        String other = key("beta", "alice");
        recordedBy("beta", () -> {
            try (LiveClient same = client.claiming(url(BETA), other);
                    Heard heard = same.ask("tools/list", "")) {
                assertThat(heard.status()).isEqualTo(404);
            }
        });
        recordedBy("beta", () -> {
            RawRequest end =
                    RawRequest.old("x", "").to(BETA).by("DELETE").body("").as(other);
            assertThat(send(end.with("Mcp-Session-Id", client.session())).status())
                    .isEqualTo(404);
        });
        try (Heard heard = client.ask("tools/list", "")) {
            assertThat(heard.next().path("result").path("tools")).hasSize(1);
        }
    }

    @Test
    void aQuestionAndItsAnswerAreOfOneTenant() throws Exception {
        peer("acme")
                .answer(
                        "tools/call",
                        params -> params.get("inputResponses").isPresent()
                                ? "\"result\": {\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"answered\"}]}"
                                : ASKING);
        LiveClient mine = later(LiveClient.stateful(url(ACME), key("acme", "alice"), "2025-11-25", FORMS));
        LiveClient thief = later(LiveClient.stateful(url(BETA), key("beta", "alice"), "2025-11-25", FORMS));
        try (Heard call = mine.call("echo")) {
            JsonNode question = call.next();
            recordedBy("beta", () -> thief.answer(question, "{\"action\": \"accept\", \"content\": {}}"));
            assertThat(peer("acme").called()).hasSize(1);
            mine.answer(question, "{\"action\": \"accept\", \"content\": {}}");
            assertThat(call.next().toString()).contains("answered");
        }
    }

    @Test
    void theStateOfACallIsOfOneTenant() throws Exception {
        for (ModernServer server : servers.values()) {
            server.answer(
                    "tools/call",
                    params -> params.get("inputResponses").isPresent()
                            ? "\"result\": {\"resultType\": \"complete\", \"content\": []}"
                            : ASKING);
        }
        RawRequest asking = RawRequest.call()
                .saying(
                        "\"io.modelcontextprotocol/clientCapabilities\": {}",
                        "\"io.modelcontextprotocol/clientCapabilities\": " + FORMS);
        String state = answer(asking.to(ACME).as(key("acme", "alice")))
                .path("result")
                .path("requestState")
                .asString();
        assertThat(state).isNotEmpty();
        RawRequest goOn = asking.saying(
                "\"arguments\": {}",
                "\"arguments\": {}, \"requestState\": \"" + state
                        + "\", \"inputResponses\": {\"q\": {\"action\": \"accept\", \"content\": {}}}");
        recordedBy("beta", () -> {
            JsonNode refused = answer(goOn.to(BETA).as(key("beta", "alice")));
            assertThat(refused.path("error").path("code").asInt()).isEqualTo(-32602);
        });
        assertThat(peer("beta").called()).isEmpty();
    }

    @Test
    void aResourceIsOfOneTenant() throws Exception {
        String mine = read(ACME, key("acme", "alice"), uri(ACME, key("acme", "alice")));
        assertThat(mine).contains("of acme");
        String uri = uri(ACME, key("acme", "alice"));
        int asked = peer("acme").called().size();
        recordedBy(
                "beta", () -> assertThat(read(BETA, key("beta", "alice"), uri)).doesNotContain("acme"));
        assertThat(peer("acme").called()).as("beta's own server was asked").hasSize(asked);
    }

    private String uri(String path, String key) throws Exception {
        return answer(RawRequest.modern("resources/list", "").to(path).as(key))
                .path("result")
                .path("resources")
                .path(0)
                .path("uri")
                .asString();
    }

    private String read(String path, String key, String uri) throws Exception {
        return send(RawRequest.modern("resources/read", "\"uri\": \"" + uri + "\"")
                        .with("Mcp-Name", uri)
                        .to(path)
                        .as(key))
                .body();
    }

    @Test
    void anEventIsResumedByOneTenant() throws Exception {
        peer("acme").answer("tools/call", _ -> {
            ResumedStreamsTest.await(held);
            return "\"result\": {\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"late\"}]}";
        });
        LiveClient mine = later(LiveClient.stateful(url(ACME), key("acme", "alice"), "2025-11-25", "{}"));
        LiveClient thief = later(LiveClient.stateful(url(BETA), key("beta", "alice"), "2025-11-25", "{}"));
        Heard call = mine.call("echo");
        String event = call.id();
        call.hangUp();
        try (Heard stolen = thief.resume(event)) {
            assertThat(stolen.status()).as("another's event").isEqualTo(400);
        }
        held.countDown();
        try (Heard rest = mine.resume(event)) {
            assertThat(rest.next().toString()).contains("late");
        }
    }

    @Test
    void aStopIsOfOneTenant() throws Exception {
        String config = folder.resolve("tidegate.yaml").toString();
        String acme = key("acme", "alice");
        String beta = key("beta", "alice");
        assertThat(Ran.of("stop", "add", "all", "--config", config, "--tenant", "acme")
                        .code())
                .isZero();
        Awaitility.await().until(() -> send(call(ACME).as(acme)).body().contains("stopped"));
        assertThat(send(call(BETA).as(beta)).body()).contains("by beta");
        assertThat(trail("beta").toString()).doesNotContain("stop-set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/t/gamma/mcp",
                "/t/acme",
                "/t/acme2/mcp",
                "/t//mcp",
                "/t/ACME/mcp",
                "/T/acme/mcp",
                "//t/acme/mcp",
                "/./t/acme/mcp",
                "/mcp/../t/acme/mcp",
                "/t/acme%2fmcp",
                "/t/%61cme/mcp",
                "/t/.%2facme/mcp",
                "/t/./acme/mcp",
                "/t/beta%2f..%2facme/mcp",
                "/t/acme;a=b/mcp",
                "/%74/acme/mcp",
                "/.well-known/oauth-protected-resource/t/gamma/mcp",
                "/.well-known/oauth-protected-resource//t/acme/mcp"
            })
    void aPathThatIsNoTenantsIsNobodys(String path) throws Exception {
        String key = key("acme", "alice");
        Answer nothing = send(call("/no-such-path").as(key));
        Answer answer = send(call(path).as(key));
        assertThat(answer.status()).isEqualTo(404);
        if (!path.startsWith("/.well-known")) {
            assertThat(answer.body().replaceAll("[0-9A-Z]{26}|[0-9a-f-]{36}", "ID"))
                    .isEqualTo(nothing.body().replaceAll("[0-9A-Z]{26}|[0-9a-f-]{36}", "ID"));
        }
        assertThat(peer("acme").called()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/t/acme/../beta/mcp",
                "/t/acme/%2e%2e/beta/mcp",
                "/t/acme//mcp",
                "/t/acme/t/beta/mcp",
                "/t/acme/MCP",
                "/t/acme/..%2fbeta/mcp"
            })
    void aPathBelowATenantNeverLeavesIt(String path) throws Exception {
        String key = key("beta", "alice");
        assertThat(send(call(path).as(key)).status()).isEqualTo(404);
        assertThat(trail("acme").getLast()).contains("not-served");
        assertThat(peer("beta").called()).isEmpty();
        assertThat(trail("beta").toString()).doesNotContain("not-served");
    }

    @ParameterizedTest
    @CsvSource({
        "beta.gateway.example, /t/acme/mcp, 404",
        "beta.gateway.example, /mcp, 401",
        "acme.gateway.example:1, /mcp, 403",
        "acme.gateway.example., /mcp, 403",
        "gamma.gateway.example, /t/acme/mcp, 403",
        "acme.gateway.example@beta.gateway.example, /mcp, 403",
        "'acme.gateway.example, beta.gateway.example', /mcp, 403",
    })
    void aHostNameLeadsToOneTenant(String host, String path, int status) throws Exception {
        String key = key("acme", "alice");
        Answer answer = send(call(path).with("Host", host).as(key));
        assertThat(List.of(status, 400)).contains(answer.status());
        assertThat(peer("acme").called()).isEmpty();
    }

    @Test
    void twoHostsLeadNowhere() throws Exception {
        RawRequest request = call("/mcp").as(key("acme", "alice"));
        Answer answer = send(request.with("Host", "acme.gateway.example").with("Host", "beta.gateway.example"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(peer("acme").called()).isEmpty();
    }

    @Test
    void listsAndErrorsNameNoOtherTenant() throws Exception {
        String key = key("beta", "alice");
        for (RawRequest request : List.of(
                RawRequest.modern("tools/list", ""),
                RawRequest.modern("server/discover", ""),
                RawRequest.modern("tools/call", "\"name\": \"acme__echo\", \"arguments\": {}")
                        .with("Mcp-Name", "acme__echo"),
                RawRequest.modern("no/such", ""))) {
            assertThat(send(request.to(BETA).as(key)).body().replace("acme__echo", ""))
                    .doesNotContain("acme");
        }
        assertThat(send(call(BETA)).head()).contains("/t/beta/mcp").doesNotContain("acme");
    }
}

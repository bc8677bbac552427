package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import io.tidegate.upstream.OrderPeer;
import io.tidegate.upstream.PipePeer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Does everybody get what is theirs, and nobody what is another's? The numbers are those of docs/pitfalls.md.
class PitfallsOfCallersTest extends Pitfalls {
    private static JsonNode result(LiveClient client, String params) throws Exception {
        try (Heard heard = client.asks("1", "tools/call", params)) {
            return heard.next().path("result");
        }
    }

    private JsonNode listed(String user, String params) throws Exception {
        try (Heard heard = scene.modern(user, "{}").asks("1", "tools/list", params)) {
            return heard.next();
        }
    }

    private HttpPeer tools(int count, String more) throws Exception {
        String all = IntStream.range(0, count)
                .mapToObj("{\"name\":\"t-%03d\",\"inputSchema\":{}}"::formatted)
                .collect(Collectors.joining(","));
        return scene.with("one", HttpPeer.modern(TOOLS))
                .on("tools/list", turn -> turn.result("{\"tools\":[" + all + "]" + more + "}"));
    }

    @Test
    void p12WhatAServerCallsPublicIsStillFilteredForEachCaller() throws Exception {
        HttpPeer peer = tools(2, ",\"cacheScope\":\"public\",\"ttlMs\":3600000");
        scene.start();
        scene.policy(
                "permit (principal, action, resource) unless { resource.name == \"t-001\" && principal.id == \"bob\" };");
        int asked = peer.heard("tools/list").size();
        for (int round = 0; round < 2; round++) {
            assertThat(Scene.names(listed("alice", ""), "tools")).containsExactly("t-000", "t-001");
            JsonNode bobs = listed("bob", "");
            assertThat(Scene.names(bobs, "tools")).containsExactly("t-000");
            assertThat(bobs.path("result").path("cacheScope").asString()).isEqualTo("private");
        }
        assertThat(peer.heard("tools/list")).as("the raw list is kept").hasSize(asked);
    }

    @Test
    void p13PagesThatAreFilteredAreWholeAndNobodyElses() throws Exception {
        tools(450, ",\"cacheScope\":\"public\"");
        scene.start();
        scene.policy("permit (principal, action, resource) unless { resource.name like \"t-0*\" };");
        List<String> names = new ArrayList<>();
        JsonNode page = listed("alice", "");
        String cursor = page.path("result").path("nextCursor").asString("");
        String first = cursor;
        names.addAll(Scene.names(page, "tools"));
        while (!cursor.isEmpty()) {
            assertThat(page.path("result").path("cacheScope").asString()).isEqualTo("private");
            page = listed("alice", "\"cursor\": \"" + cursor + "\"");
            names.addAll(Scene.names(page, "tools"));
            cursor = page.path("result").path("nextCursor").asString("");
        }
        assertThat(page.path("result").path("cacheScope").asString()).isEqualTo("private");
        assertThat(names)
                .hasSize(350)
                .doesNotHaveDuplicates()
                .doesNotContain("t-099")
                .contains("t-100", "t-449");
        assertThat(listed("bob", "\"cursor\": \"" + first + "\"")
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
        assertThat(scene.started()
                        .records(RecordKind.SEALED, RecordKind.REFUSED)
                        .getLast())
                .contains("bob", "malformed");
    }

    private HttpPeer asking() throws Exception {
        return scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> {
            String id = "q" + turn.id();
            turn.ask(id, "elicitation/create", FORM);
            turn.result("{\"content\":[],\"_meta\":{\"example/got\":" + turn.answer(id) + "}}");
        });
    }

    private static String goesOn(JsonNode asked, String content) {
        return CALL + ", \"requestState\": \"" + asked.path("requestState").asString()
                + "\", \"inputResponses\": {\""
                + asked.path("inputRequests").propertyNames().iterator().next()
                + "\": {\"action\": \"accept\", \"content\": " + content + "}}";
    }

    /// Tasks are in `TasksTest`, cursors in p13.
    @Test
    void p14WhatHasAnIdIsOfUseToItsOwnerOnly() throws Exception {
        HttpPeer peer = asking();
        scene.start();
        LiveClient alice = scene.modern("alice", Scene.ALL);
        JsonNode asked = result(alice, CALL);
        LiveClient mallory = scene.modern("mallory", Scene.ALL);
        try (Heard stolen = mallory.asks("1", "tools/call", goesOn(asked, "{}"))) {
            assertThat(stolen.next().toString()).contains("state-unknown");
        }
        assertThat(scene.started().records(RecordKind.SEALED).getLast()).contains("state-unknown", "mallory");
        assertThat(result(alice, goesOn(asked, "{}")).has("content"))
                .as("still its owner's")
                .isTrue();
        assertThat(peer.heard("tools/call")).hasSize(1);

        LiveClient session = scene.old("alice", "{}");
        try (Heard stolen =
                session.claiming(scene.started(), scene.key("mallory")).ask("tools/list", "")) {
            assertThat(stolen.status()).isEqualTo(404);
        }
        assertThat(scene.started().refused().getLast()).contains("session-unknown");
        assertThat(session.ask("tools/list", "").next().has("result")).isTrue();
    }

    @Test
    void p16SeveralLegsAreOneCallThatIsJudgedOnEach() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS)).on("tools/call", turn -> {
            boolean over = turn.message()
                    .path("params")
                    .path("requestState")
                    .asString("")
                    .equals("2");
            String round = turn.message().path("params").has("requestState") ? "2" : "1";
            turn.result(
                    over
                            ? "{\"content\":[]}"
                            : "{\"resultType\":\"input_required\",\"requestState\":\"" + round
                                    + "\",\"inputRequests\":{\"k\":{\"method\":\"elicitation/create\",\"params\":"
                                    + FORM + "}}}");
        });
        scene.more("limits: { calls-per-user: 2/h }").start();
        LiveClient alice = scene.modern("alice", Scene.ALL);
        JsonNode once = result(alice, CALL);
        JsonNode twice = result(alice, goesOn(once, "{}"));
        assertThat(result(alice, goesOn(twice, "{}")).has("content")).isTrue();

        JsonNode second = result(alice, CALL);
        int sent = peer.heard("tools/call").size();
        String secret = "{\"key\": \"ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a" + "\"}";
        assertThat(result(alice, goesOn(second, secret)).toString()).contains("data-not-allowed-out");
        assertThat(peer.heard("tools/call")).as("each leg is judged").hasSize(sent);
        assertThat(result(alice, CALL).toString())
                .as("two calls were made, in five legs")
                .contains("too-many-calls");

        LiveClient bob = scene.modern("bob", Scene.ALL);
        JsonNode open = result(bob, CALL);
        scene.policy("forbid (principal, action, resource);");
        assertThat(bob.asks("1", "tools/call", goesOn(open, "{}")).next().toString())
                .contains("io.tidegate/reason")
                .doesNotContain("\"content\":[]");
    }

    @Test
    void p16ACallThatMayHaveRunIsNotMadeAgain() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS)).on("tools/call", turn -> {
            turn.raw("data: {\"json");
            throw new java.io.IOException("cut");
        });
        scene.start();
        assertThat(scene.call("t").toString()).contains("server-unavailable");
        assertThat(peer.heard("tools/call")).hasSize(1);
    }

    @Test
    void p17ACallWhoseClientNeverReturnsLeavesNothing() throws Exception {
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        HttpPeer peer = asking();
        scene.start(() -> Instant.now().plus(later.get()));
        LiveClient alice = scene.modern("alice", Scene.ALL);
        JsonNode asked = result(alice, CALL);
        for (int call = 0; call < 20; call++) {
            assertThat(result(alice, CALL).path("resultType").asString()).isEqualTo("input_required");
            later.updateAndGet(before -> before.plusMillis(200)); // as many calls as a caller may make
        }
        assertThat(peer.open()).isEqualTo(21);
        later.set(Duration.ofMinutes(11));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> peer.open() == 0);
        assertThat(alice.asks("1", "tools/call", goesOn(asked, "{}")).next().toString())
                .contains("state-unknown");
        assertThat(peer.heard("notifications/cancelled")).hasSize(21);
    }

    @Test
    void p21ClientsThatShareAPipeGetWhatIsTheirs() throws Exception {
        scene.with("pipe", OrderPeer.class).start();
        try (Heard alices = said("alice", "red");
                Heard bobs = said("bob", "blue")) {
            for (Heard heard : List.of(alices, bobs)) {
                String word = heard == alices ? "red" : "blue";
                JsonNode progress = heard.next();
                assertThat(progress.path("params").path("progressToken").asString(""))
                        .as(progress.toString())
                        .isEqualTo("same");
                assertThat(progress.path("params").path("message").asString()).contains(word);
                assertThat(heard.next().path("result").path("content").toString())
                        .contains(word);
            }
        }
    }

    /// Both with the same id and the same progress token.
    private Heard said(String user, String word) throws Exception {
        return scene.modern(user, "{}")
                .asks(
                        "1",
                        "tools/call",
                        "\"name\": \"order\", \"arguments\": {\"say\": \"" + word + "\"}",
                        ", \"progressToken\": \"same\"");
    }

    @Test
    void p21AQuestionOnAPipeNeverGoesToTheWrongPerson() throws Exception {
        scene.with("pipe", PipePeer.class).start();
        LiveClient alice = scene.old("alice", Scene.ALL);
        LiveClient bob = scene.old("bob", Scene.ALL);
        try (Heard alices = alice.call("t")) {
            JsonNode question = alices.next();
            assertThat(question.path("method").asString()).isEqualTo("elicitation/create");
            try (Heard bobs = bob.call("t")) {
                JsonNode answer = bobs.next();
                assertThat(answer.path("method").isMissingNode())
                        .as("whose it is nobody can tell")
                        .isTrue();
                assertThat(answer.toString()).doesNotContain("accept");
            }
            assertThat(alices.silent(200)).isTrue();
            alice.answer(question, "{\"action\": \"accept\", \"content\": {}}");
            assertThat(alices.next().path("result").path("got").toString()).contains("accept");
        }
    }

    @Test
    void p29OnlyWhatCanBeDoneIsClaimed() throws Exception {
        HttpPeer legacy = scene.with("one", HttpPeer.legacy("{\"tools\":{},\"prompts\":{},\"completions\":{}}"))
                .on("prompts/list", turn -> turn.result("{\"prompts\":[]}"))
                .on("tools/call", turn -> {
                    turn.ask("q", "elicitation/create", FORM);
                    turn.result("{\"content\":[],\"_meta\":{\"example/got\":" + turn.answer("q") + "}}");
                });
        scene.with("two", HttpPeer.modern("{\"tools\":{},\"resources\":{}}"))
                .on("resources/list", turn -> turn.result("{\"resources\":[]}"))
                .on("resources/templates/list", turn -> turn.result("{\"resourceTemplates\":[]}"));
        scene.start();
        JsonNode all = scene.ask("server/discover", "").path("result").path("capabilities");
        assertThat(all.has("prompts") && all.has("resources") && all.has("completions"))
                .isTrue();
        assertThat(all.path("resources").has("subscribe")).isFalse();
        assertThat(all.has("logging")).isFalse();
        for (String method : List.of("prompts/list", "resources/list", "resources/templates/list")) {
            assertThat(scene.ask(method, "").has("result"))
                    .as("what is claimed is answered: " + method)
                    .isTrue();
        }

        JsonNode told = scene.old("bob", "{}").call("one__t").next();
        assertThat(told.path("result")
                        .path("_meta")
                        .path("example/got")
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32601);
        LiveClient alice = scene.old("alice", Scene.ALL);
        try (Heard heard = alice.call("one__t")) {
            assertThat(heard.next().path("method").asString()).isEqualTo("elicitation/create");
        }
        List<String> declared = legacy.heard("initialize").stream()
                .map(message -> message.path("params").path("capabilities").toString())
                .toList();
        assertThat(declared)
                .as("each in a session of their own")
                .contains("{}")
                .anyMatch(can -> can.contains("elicitation"));
    }

    @Test
    void p33CallsWithoutSessionsShareOneProcess() throws Exception {
        scene.with("pipe", OrderPeer.class).start();
        List<String> processes = new ArrayList<>();
        for (String user : List.of("alice", "alice", "bob", "carol")) {
            processes.add(result(scene.modern(user, "{}"), "\"name\": \"order\", \"arguments\": {}")
                    .path("_meta")
                    .path("example/process")
                    .toString());
        }
        assertThat(processes.stream().distinct()).hasSize(1).doesNotContain("");
    }
}

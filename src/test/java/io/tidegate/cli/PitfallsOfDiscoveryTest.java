package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import io.tidegate.upstream.LatePeer;
import io.tidegate.upstream.OrderPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Does Tidegate find out which era a server speaks, and when it speaks another? The numbers are those of
/// docs/pitfalls.md.
class PitfallsOfDiscoveryTest extends Pitfalls {
    @Test
    void p02OnlyAClearYesSaysModern() throws Exception {
        Map<String, HttpPeer.Script> answers = new LinkedHashMap<>();
        answers.put("unknown", turn -> turn.error(-32601, "unknown"));
        answers.put("params", turn -> turn.error(-32602, "bad params"));
        answers.put(
                "request",
                turn -> turn.answer(
                        400,
                        "application/json",
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"invalid\"}}"));
        answers.put(
                "session",
                turn -> turn.answer(
                        400,
                        "application/json",
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"no session\"}}"));
        answers.put("forbidden", turn -> turn.answer(401, "text/plain", ""));
        answers.put("empty", turn -> turn.status(202));
        answers.put("page", turn -> turn.answer(200, "text/html", "<html>hello</html>"));
        answers.put("nothing", turn -> turn.answer(200, "application/json", ""));
        answers.put("result", turn -> turn.result("{\"tools\":[]}"));
        answers.put("cut", _ -> {
            throw new IOException("cut");
        });
        answers.put("silent", HttpPeer.Turn::keepSilent);
        for (Map.Entry<String, HttpPeer.Script> answer : answers.entrySet()) {
            scene.with(answer.getKey(), HttpPeer.legacy(TOOLS)).on("server/discover", answer.getValue());
        }
        scene.with("brittle", OrderPeer.class, "brittle").start();
        assertThat(scene.call("brittle__order").path("content").toString()).doesNotContain("server/discover");
        assertThat(Scene.names(scene.ask("tools/list", ""), "tools").stream()
                        .filter(name -> !name.startsWith("brittle")))
                .containsExactlyInAnyOrderElementsOf(
                        answers.keySet().stream().map(name -> name + "__t").toList());
    }

    /// Each process of it starts as slowly as the one before.
    @Test
    void p02ASlowStartIsNoVerdict() throws Exception {
        scene.with("late", LatePeer.class).start();
        assertThat(Scene.names(scene.ask("tools/list", ""), "tools")).containsExactly("t");
        assertThat(scene.call("t").has("isError")).isFalse();
    }

    /// A server that was of the older era may be of the newer one when it comes back.
    @Test
    void p02AVerdictIsNotForEver() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS))
                .on("tools/call", turn -> turn.result("{\"content\":[],\"resultType\":\"complete\"}"));
        scene.start();
        assertThat(scene.call("t").has("content")).isTrue();
        int opened = peer.heard("initialize").size();
        peer.on("initialize", turn -> turn.error(-32601, "unknown"))
                .on(
                        "server/discover",
                        turn -> turn.result(
                                "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}"));
        for (int session = 1; session <= opened; session++) {
            peer.lose("session-" + session);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> scene.call("t").path("isError").isMissingNode());
        assertThat(peer.heard("tools/call")
                        .getLast()
                        .path("params")
                        .path("_meta")
                        .toString())
                .contains("\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"");
    }

    /// And one that was of the newer era may be of the older, where somebody takes back a release. It says so in one of
    /// these ways, and what it did not take may have run as far as anybody can tell: it is not put again.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"Server not initialized\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32022,\"message\":\"no\",\"data\":{\"supported\":[\"2025-11-25\"]}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"Unsupported version\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"server-error\",\"error\":{\"code\":-32600,\"message\":\"Missing session\"}}",
                "Bad Request"
            })
    void p02AVerdictIsNotForEverTheOtherWay(String refusal) throws Exception {
        HttpPeer.Script refuses = turn -> turn.answer(
                400, refusal.startsWith("{") ? "application/json" : "text/plain", refusal.replace("ID", turn.id()));
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS))
                .on(
                        "tools/list",
                        turn -> turn.result("{\"ttlMs\":3600000,\"tools\":[{\"name\":\"t\",\"inputSchema\":{}}]}"))
                .on("tools/call", turn -> turn.result("{\"content\":[]}"));
        scene.start();
        assertThat(scene.call("t").has("content")).isTrue();
        peer.on("server/discover", refuses)
                .on("tools/call", turn -> {
                    if (turn.header("Mcp-Session-Id").isPresent()) {
                        turn.result("{\"content\":[],\"_meta\":{\"x/era\":\"older\"}}");
                    } else {
                        refuses.play(turn);
                    }
                })
                .on("initialize", turn -> {
                    turn.header("Mcp-Session-Id", "session");
                    turn.result("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                            + "\"serverInfo\":{\"name\":\"p\",\"version\":\"1\"}}");
                });
        int before = peer.heard("tools/call").size();
        JsonNode first = scene.ask("tools/call", CALL);
        assertThat(first.toString()).doesNotContain("older");
        assertThat(peer.heard("tools/call")).hasSize(before + 1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> scene.ask("tools/call", CALL).toString().contains("older"));
    }

    /// A server that refuses calls so for another reason is left as it is, and not asked all the time how it speaks.
    @Test
    void p02WhatMayMeanAnotherEraIsLookedInto() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS))
                .on(
                        "tools/call",
                        turn -> turn.answer(
                                400,
                                "application/json",
                                "{\"jsonrpc\":\"2.0\",\"id\":" + turn.id()
                                        + ",\"error\":{\"code\":-32600,\"message\":\"no\"}}"));
        scene.start();
        int greeted = peer.heard("server/discover").size();
        for (int call = 0; call < 20; call++) {
            assertThat(scene.ask("tools/call", CALL).path("error").path("code").asInt())
                    .isEqualTo(-32600);
        }
        Awaitility.await().until(() -> peer.heard("server/discover").size() > greeted);
        assertThat(peer.heard("server/discover")).as("not for each call").hasSizeLessThan(greeted + 10);
        assertThat(peer.heard("initialize")).isEmpty();
        peer.on("tools/call", turn -> turn.result("{\"content\":[]}"));
        assertThat(scene.call("t").has("content")).isTrue();
    }
}

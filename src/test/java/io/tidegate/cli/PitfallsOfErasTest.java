package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.upstream.HttpPeer;
import io.tidegate.upstream.OrderPeer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Does Tidegate keep the two eras apart where others mix them up? The numbers are those of docs/pitfalls.md.
class PitfallsOfErasTest extends Pitfalls {
    private static int code(JsonNode answer) {
        return answer.path("error").path("code").asInt();
    }

    private static int code(Answer answer) {
        return Integer.parseInt(answer.body().replaceFirst("(?s).*\"code\":\\s*(-?[0-9]+).*", "$1"));
    }

    @Test
    void p01HttpNotFoundMeansTwoThings() throws Exception {
        HttpPeer modern = scene.with("new", HttpPeer.modern(TOOLS))
                .on(
                        "tools/call",
                        turn -> turn.answer(
                                404,
                                "application/json",
                                "{\"jsonrpc\":\"2.0\",\"id\":" + turn.id()
                                        + ",\"error\":{\"code\":-32601,\"message\":\"unknown\"}}"));
        HttpPeer legacy =
                scene.with("old", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> turn.result("{\"content\":[]}"));
        scene.start();
        LiveClient old = scene.old("alice", "{}");
        try (Heard heard = old.call("new__t")) {
            assertThat(heard.status()).as("404 would end the session").isEqualTo(200);
            assertThat(code(heard.next())).isEqualTo(-32601);
        }
        try (Heard heard = old.ask("no/such", "")) {
            assertThat(heard.status()).isEqualTo(200);
            assertThat(code(heard.next())).isEqualTo(-32601);
        }
        try (Heard heard = scene.modern().asks("1", "no/such", "")) {
            assertThat(heard.status()).isEqualTo(404);
            assertThat(code(heard.next())).isEqualTo(-32601);
        }
        assertThat(old.call("old__t").next().has("result")).isTrue();
        int opened = legacy.heard("initialize").size();
        for (int session = 1; session <= opened; session++) {
            legacy.lose("session-" + session);
        }
        try (Heard heard = old.call("old__t")) {
            assertThat(heard.status())
                    .as("the server's lost session is not the client's")
                    .isEqualTo(200);
            assertThat(heard.next().has("result")).isTrue();
        }
        assertThat(modern.heard("initialize")).isEmpty();
        assertThat(legacy.heard("initialize")).hasSizeLessThanOrEqualTo(opened + 2);
    }

    @Test
    void p03NoServerIsAskedBeforeItIsGreeted() throws Exception {
        HttpPeer peer = scene.with("web", HttpPeer.legacy(TOOLS));
        scene.with("pipe", OrderPeer.class).start();
        JsonNode order = scene.call("pipe__order").path("content").path(0).path("text");
        assertThat(order.asString()).contains("server/discover initialize notifications/initialized tools/list");
        assertThat(peer.heard().stream()
                        .map(message -> message.path("method").asString())
                        .limit(4))
                .containsExactly("server/discover", "initialize", "notifications/initialized", "tools/list");
    }

    @Test
    void p04BothErasAtOneAddress() throws Exception {
        scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> turn.result("{\"content\":[]}"));
        scene.start();
        for (String version : List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")) {
            assertThat(scene.old("alice", version, "{}").call("t").next().has("result"))
                    .as(version)
                    .isTrue();
        }
        assertThat(scene.ask("server/discover", "")
                        .path("result")
                        .path("supportedVersions")
                        .path(0)
                        .asString())
                .isEqualTo("2026-07-28");
        assertThat(scene.call("t").path("resultType").asString()).isEqualTo("complete");
    }

    @Test
    void p05NoHeaderChoosesTheWeakerReading() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS));
        scene.start();
        String session = scene.old("alice", "{}").session();
        RawRequest call = RawRequest.call().saying("echo", "t").but("Mcp-Name", "t");
        RawRequest older = call.but("MCP-Protocol-Version", "2025-11-25");
        for (RawRequest contradiction : List.of(older, older.with("Mcp-Session-Id", session))) {
            Answer answer = scene.send(contradiction);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(code(answer)).isEqualTo(-32020);
        }
        assertThat(peer.heard("tools/call")).isEmpty();
        peer.on("tools/call", turn -> turn.result("{\"content\":[]}"));
        assertThat(scene.send(call.with("Mcp-Session-Id", session)).body())
                .as("a session does not make it an older one")
                .contains("resultType");
    }

    @Test
    void p06HeadersDecideNothing() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS));
        scene.start();
        RawRequest call = RawRequest.call().saying("echo", "t").but("Mcp-Name", "t");
        for (RawRequest lie : List.of(call.but("Mcp-Method", "tools/list"), call.but("Mcp-Name", "harmless"))) {
            assertThat(code(scene.send(lie))).isEqualTo(-32020);
        }
        assertThat(peer.heard("tools/call")).isEmpty();
        Answer old = scene.send(RawRequest.old("tools/list", "")
                .with("Mcp-Method", "tools/call")
                .with("Mcp-Name", "t"));
        assertThat(old.status()).isEqualTo(200);
        assertThat(old.body()).as("it means nothing there").contains("\"tools\"");
    }

    @Test
    void p10CodesAreTheFinalOnes() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS))
                .on(
                        "tools/call",
                        turn -> turn.result(
                                "{\"resultType\":\"input_required\",\"inputRequests\":{\"k\":{\"method\":\"roots/list\"}}}"));
        scene.start();
        RawRequest call = RawRequest.call().saying("echo", "t").but("Mcp-Name", "t");
        assertThat(code(scene.send(call.but("Mcp-Method", "x")))).isEqualTo(-32020);
        Answer lacking = scene.send(call);
        assertThat(lacking.status()).isEqualTo(400);
        assertThat(code(lacking)).isEqualTo(-32021);
        assertThat(lacking.body()).contains("\"requiredCapabilities\":{\"roots\":{}}");
        Answer version =
                scene.send(call.but("MCP-Protocol-Version", "2030-01-01").saying("2026-07-28", "2030-01-01"));
        assertThat(version.status()).isEqualTo(400);
        assertThat(code(version)).isEqualTo(-32022);
        assertThat(version.body()).contains("\"supported\":[\"2026-07-28\"]", "\"requested\":\"2030-01-01\"");
        // what drafts used goes neither way: a server's is an error of its own, whose number nobody reads anything into
        for (int draft : List.of(-32042, -32023, -32002)) {
            peer.on("tools/call", turn -> turn.error(draft, "draft"));
            assertThat(code(scene.ask("tools/call", "\"name\": \"t\"")))
                    .as("%d", draft)
                    .isNotIn(-32042, -32023, -32002);
        }
        // these are free for servers to use as they like, so they are not taken for the final ones that followed them
        for (int free : List.of(-32001, -32003, -32004)) {
            peer.on("tools/call", turn -> turn.error(free, "draft"));
            assertThat(code(scene.ask("tools/call", "\"name\": \"t\""))).isEqualTo(free);
        }
    }

    /// A server that refuses the gateway's version or headers refuses nothing that the client said: a client that is
    /// told so would think that the gateway does not speak its version.
    @Test
    void p10WhatAServerRefusesOfTheGatewayIsNotTheClients() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS));
        scene.start();
        RawRequest call = RawRequest.call().saying("echo", "t").but("Mcp-Name", "t");
        LiveClient old = scene.old("alice", "{}");
        for (int code : List.of(-32020, -32022)) {
            for (int status : List.of(200, 400)) {
                peer.on(
                        "tools/call",
                        turn -> turn.answer(
                                status,
                                "application/json",
                                "{\"jsonrpc\":\"2.0\",\"id\":" + turn.id() + ",\"error\":{\"code\":" + code
                                        + ",\"message\":\"no\",\"data\":{\"supported\":[\"2025-11-25\"]}}}"));
                Answer answer = scene.send(call);
                assertThat(answer.status()).as("%d in %d", code, status).isEqualTo(200);
                assertThat(code(answer)).as("%d in %d", code, status).isEqualTo(-32603);
                assertThat(answer.body()).doesNotContain("supported");
                JsonNode older = old.call("t").next();
                assertThat(code(older)).as("%d in %d", code, status).isEqualTo(-32603);
                assertThat(older.toString()).doesNotContain("supported");
            }
        }
    }

    @Test
    void p24AnOlderClientAlwaysGetsASessionAndAStream() throws Exception {
        scene.with("one", HttpPeer.legacy(TOOLS));
        scene.start();
        for (String version : List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")) {
            LiveClient client = scene.old("alice", version, "{}");
            assertThat(client.session()).matches("[!-~]+");
            try (Heard stream = client.listen()) {
                assertThat(stream.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void p25NobodysAuthorizationIsPassedOn() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS));
        scene.start();
        String key = scene.key("alice");
        List<String> shown = new CopyOnWriteArrayList<>();
        peer.on("tools/call", turn -> {
            shown.add(turn.header("Authorization").orElse("none"));
            turn.header("WWW-Authenticate", "Bearer resource_metadata=\"https://elsewhere.example/.well-known/x\"");
            turn.answer(401, "text/plain", "sign in at https://elsewhere.example with " + key);
        });
        for (RawRequest call : List.of(
                RawRequest.call().saying("echo", "t").but("Mcp-Name", "t"),
                RawRequest.old("tools/call", "\"name\": \"t\", \"arguments\": {}"))) {
            Answer answer = scene.send(call);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head()).doesNotContainIgnoringCase("www-authenticate");
            assertThat(answer.body()).doesNotContain("elsewhere");
        }
        assertThat(shown).hasSizeGreaterThanOrEqualTo(2).containsOnly("none");
    }

    /// What the metadata says of the resource is the address that the client used, path and all.
    @Test
    void p25TheResourceIsTheAddressThatTheClientUsed() throws Exception {
        scene.with("one", HttpPeer.legacy(TOOLS));
        // metadata is there where somebody issues tokens; nobody shows one here, so its keys are not asked for
        scene.identity("{ issuers: [ { issuer: \"https://issuer.example\", jwks: \"http://127.0.0.1:9/keys\" } ] }")
                .more("profiles: { small: { servers: [one] } }")
                .start();
        int port = scene.started().gateway().address().getPort();
        for (String path : List.of("/mcp", "/mcp/small")) {
            Answer refused = RawRequest.call()
                    .to(path)
                    .with("X-Forwarded-Host", "evil.example")
                    .with("X-Forwarded-Proto", "https")
                    .send(scene.started().gateway().address());
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.head()).contains("WWW-Authenticate: Bearer").doesNotContain("evil.example");
            Answer metadata = new RawRequest("GET", "/.well-known/oauth-protected-resource" + path, List.of(), "")
                    .with("X-Forwarded-Host", "evil.example")
                    .send(scene.started().gateway().address());
            assertThat(metadata.status()).isEqualTo(200);
            assertThat(metadata.body())
                    .contains("\"resource\":\"http://localhost:" + port + path + "\"")
                    .contains("https://issuer.example")
                    .doesNotContain("evil.example");
        }
    }

    @Test
    void p32WhatClientsLookForFirstIsNoAttack() throws Exception {
        scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> turn.result("{\"content\":[]}"));
        scene.start();
        for (String path : List.of(
                "/mcp",
                "/mcp",
                "/.well-known/oauth-protected-resource/mcp",
                "/.well-known/oauth-protected-resource",
                "/.well-known/oauth-authorization-server/mcp",
                "/.well-known/oauth-authorization-server",
                "/.well-known/openid-configuration/mcp",
                "/mcp/.well-known/openid-configuration")) {
            Answer answer = new RawRequest("GET", path, List.of("Accept: text/event-stream"), "")
                    .send(scene.started().gateway().address());
            assertThat(answer.status()).as(path).isIn(401, 404, 405);
        }
        assertThat(scene.call("t").has("content")).as("it is served afterwards").isTrue();
        assertThat(scene.started().refused().stream()
                        .filter(record -> !record.contains("not-offered") && !record.contains("not-authenticated")))
                .isEmpty();
    }
}

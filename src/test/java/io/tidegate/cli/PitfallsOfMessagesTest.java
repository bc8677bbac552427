package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Does a message arrive as it was meant, where names, numbers, headers or whole bodies are easily spoiled on the way?
/// The numbers are those of docs/pitfalls.md.
class PitfallsOfMessagesTest extends Pitfalls {
    private static final String EVERY =
            "{\"tools\":{},\"prompts\":{},\"resources\":{\"subscribe\":true},\"completions\":{}}";

    /// A server of the newer era that offers one of each, and links them to each other.
    private HttpPeer linked(String name) throws Exception {
        String ui = "\"_meta\":{\"ui\":{\"resourceUri\":\"ui://chart\"}}";
        return scene.with(name, HttpPeer.modern(EVERY))
                .on(
                        "tools/list",
                        turn -> turn.result(
                                "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}," + ui + "}]}"))
                .on(
                        "prompts/list",
                        turn -> turn.result("{\"prompts\":[{\"name\":\"p\",\"arguments\":[{\"name\":\"x\"}]}]}"))
                .on(
                        "resources/list",
                        turn -> turn.result(
                                "{\"resources\":[{\"uri\":\"file:///a\",\"name\":\"a\"},{\"uri\":\"ui://chart\",\"name\":\"c\"}]}"))
                .on(
                        "resources/templates/list",
                        turn -> turn.result(
                                "{\"resourceTemplates\":[{\"uriTemplate\":\"file:///{x}\",\"name\":\"f\"}]}"))
                .on(
                        "tools/call",
                        turn -> turn.result(
                                "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"file:///a\",\"name\":\"a\"},"
                                        + "{\"type\":\"resource\",\"resource\":{\"uri\":\"file:///a\",\"text\":\"t\"}}],"
                                        + ui
                                        + "}"))
                .on("resources/read", turn -> turn.result("{\"contents\":[{\"uri\":\"file:///a\",\"text\":\"t\"}]}"))
                .on("completion/complete", turn -> turn.result("{\"completion\":{\"values\":[]}}"))
                .on(
                        "prompts/get",
                        turn -> turn.result(
                                "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"resource\",\"resource\":{\"uri\":"
                                        + "\"file:///a\",\"text\":\"t\"}}}]}"));
    }

    private static String params(HttpPeer peer, String method) {
        return peer.heard(method).getLast().path("params").toString();
    }

    /// Tasks are in `TasksTest`, cursors in p13.
    @Test
    void p07EverythingIsRenamedTogether() throws Exception {
        HttpPeer one = linked("one");
        HttpPeer two = linked("two");
        AtomicReference<String> named = new AtomicReference<>("");
        scene.start();
        assertThat(Scene.names(scene.ask("tools/list", ""), "tools")).containsExactlyInAnyOrder("one__t", "two__t");
        assertThat(scene.ask("tools/list", "").toString())
                .contains("ui://one+chart", "ui://two+chart")
                .doesNotContain("\"ui://chart\"");
        assertThat(scene.ask("resources/list", "").toString()).contains("\"two+file:///a\"", "\"ui://two+chart\"");
        assertThat(scene.ask("resources/templates/list", "").toString()).contains("\"two+file:///{x}\"");
        two.on("resources/read", turn -> {
            named.set(turn.header("Mcp-Name").orElse(""));
            turn.result("{\"contents\":[{\"uri\":\"file:///a\",\"text\":\"t\"}]}");
        });
        assertThat(scene.call("two__t").toString())
                .contains("\"uri\":\"two+file:///a\"", "\"ui://two+chart\"")
                .doesNotContain("\"file:///a\"");
        assertThat(params(two, "tools/call")).contains("\"name\":\"t\"");
        assertThat(scene.ask("resources/read", "\"uri\": \"two+file:///a\"").toString())
                .contains("\"uri\":\"two+file:///a\"");
        assertThat(params(two, "resources/read")).contains("\"uri\":\"file:///a\"");
        assertThat(named.get()).isEqualTo("file:///a");
        assertThat(scene.ask("prompts/get", "\"name\": \"two__p\"").toString()).contains("\"two+file:///a\"");
        scene.ask(
                "completion/complete",
                "\"ref\": {\"type\": \"ref/prompt\", \"name\": \"two__p\"}, \"argument\": {\"name\": \"x\", \"value\": \"v\"}");
        assertThat(params(two, "completion/complete")).contains("\"name\":\"p\"");
        scene.ask(
                "completion/complete",
                "\"ref\": {\"type\": \"ref/resource\", \"uri\": \"two+file:///{x}\"}, \"argument\": {\"name\": \"x\", \"value\": \"v\"}");
        assertThat(params(two, "completion/complete")).contains("\"uri\":\"file:///{x}\"");
        assertThat(one.heard("tools/call")).isEmpty();
    }

    /// What is listened to, and what is told of it.
    @Test
    void p07WhatIsWatchedIsRenamedToo() throws Exception {
        linked("one");
        linked("two").on("subscriptions/listen", turn -> {
            String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + turn.id() + "}";
            JsonNode wanted = turn.message().path("params").path("notifications");
            turn.notify("notifications/subscriptions/acknowledged", "{\"notifications\":" + wanted + "," + meta + "}");
            if (wanted.has("resourceSubscriptions")) {
                turn.notify("notifications/resources/updated", "{\"uri\":\"file:///a\"," + meta + "}");
            }
            turn.hold();
        });
        scene.start();
        try (Heard heard = scene.modern()
                .asks(
                        "5",
                        "subscriptions/listen",
                        "\"notifications\": {\"resourceSubscriptions\": [\"two+file:///a\"]}")) {
            assertThat(heard.next().path("params").path("notifications").toString())
                    .contains("two+file:///a");
            assertThat(heard.next().path("params").path("uri").asString()).isEqualTo("two+file:///a");
        }
    }

    @Test
    void p08NothingIsLostInAModelOfTheMessage() throws Exception {
        String number = "12345678901234567890.12345678901234567890";
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS))
                .on(
                        "tools/list",
                        turn -> turn.result(
                                "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"additionalProperties\":true,\"x-new\":{\"a\":9007199254740993}},"
                                        + "\"example/new\":[1.50],\"_meta\":{\"example/ext\":{\"k\":1e400}}}]}"))
                .on(
                        "tools/call",
                        turn -> turn.result("{\"content\":[],\"example/extra\":" + number
                                + ",\"structuredContent\":{\"n\":9007199254740993}}"));
        scene.start();
        assertThat(text("tools/list", ""))
                .contains("\"x-new\":{\"a\":9007199254740993}", "\"example/new\":[1.50]", "1e400");
        String told = text("tools/call", "\"name\": \"t\", \"arguments\": {\"n\": 9007199254740993, \"d\": 1.10}");
        assertThat(told).contains("\"example/extra\":" + number, "\"n\":9007199254740993");
        assertThat(peer.lastBody()).contains("9007199254740993", "1.10");
        for (String id : List.of("1", "\"1\"", "9007199254740993")) {
            RawRequest call =
                    RawRequest.call().saying("echo", "t").but("Mcp-Name", "t").saying("\"id\": 1", "\"id\": " + id);
            assertThat(scene.send(call).body()).contains("\"id\":" + id + ",");
        }
    }

    private String text(String method, String params) throws Exception {
        RawRequest request = RawRequest.modern(method, params);
        return scene.send(method.equals("tools/call") ? request.with("Mcp-Name", "t") : request)
                .body();
    }

    @Test
    void p09ValuesThatLookEncodedAreComparedForWhatTheySay() throws Exception {
        String uri = "file:///gr\u00fc\u00dfe\u65e5";
        String literal = "=?base64?dA==?=";
        String twice = "=?base64?" + base64(literal) + "?=";
        AtomicReference<String> told = new AtomicReference<>("");
        scene.with("one", HttpPeer.modern(EVERY))
                .on(
                        "tools/list",
                        turn -> turn.result(
                                "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}}]}"))
                .on("resources/list", turn -> turn.result("{\"resources\":[{\"uri\":\"" + uri + "\",\"name\":\"g\"}]}"))
                .on("tools/call", turn -> {
                    told.set(turn.header("Mcp-Param-A").orElse(""));
                    turn.result("{\"content\":[]}");
                })
                .on("resources/read", turn -> {
                    told.set(turn.header("Mcp-Name").orElse(""));
                    turn.result("{\"contents\":[]}");
                });
        scene.start();
        RawRequest call = RawRequest.modern(
                        "tools/call", "\"name\": \"t\", \"arguments\": {\"a\": \"" + literal + "\"}")
                .with("Mcp-Name", "t");
        assertThat(scene.send(call.with("Mcp-Param-A", twice)).body()).contains("\"content\"");
        assertThat(told.get()).as("encoded again on the way out").isEqualTo(twice);
        for (String wrong : List.of(literal, twice.replace("base64", "BASE64"), "=?base64?%%?=", "")) {
            assertThat(scene.send(call.with("Mcp-Param-A", wrong)).body())
                    .as(wrong)
                    .contains("-32020");
        }
        RawRequest read = RawRequest.modern("resources/read", "\"uri\": \"" + latin(uri) + "\"");
        assertThat(scene.send(read.with("Mcp-Name", "=?base64?" + base64(uri) + "?="))
                        .body())
                .contains("\"contents\"");
        assertThat(told.get()).isEqualTo("=?base64?" + base64(uri) + "?=");
        assertThat(scene.send(read.with("Mcp-Name", latin(uri))).status())
                .as("raw bytes are no header")
                .isEqualTo(400);
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// One character a byte.
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void p11AnAnnotationThatIsWrongDropsItsToolAlone() throws Exception {
        String list =
                "{\"ttlMs\":1000,\"tools\":[%s,{\"name\":\"fine\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                        + "{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"Authorization\"}}}}]}";
        String good =
                "{\"name\":\"turns\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"r\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}";
        String bad = good.replace("Region", "two words");
        AtomicReference<Map<String, String>> headers = new AtomicReference<>(Map.of());
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS))
                .on("tools/list", turn -> turn.result(list.formatted(good)))
                .on("tools/call", turn -> {
                    headers.set(Map.of(
                            "own", turn.header("Authorization").orElse("none"),
                            "param", turn.header("Mcp-Param-Authorization").orElse("none")));
                    turn.result("{\"content\":[]}");
                });
        scene.start();
        assertThat(Scene.names(scene.ask("tools/list", ""), "tools")).containsExactlyInAnyOrder("turns", "fine");
        RawRequest call = RawRequest.modern("tools/call", "\"name\": \"fine\", \"arguments\": {\"a\": \"Bearer x\"}")
                .with("Mcp-Name", "fine");
        assertThat(scene.send(call.with("Mcp-Param-Authorization", "Bearer x")).status())
                .isEqualTo(200);
        assertThat(headers.get()).containsEntry("own", "none").containsEntry("param", "Bearer x");
        peer.on("tools/list", turn -> turn.result(list.formatted(bad)));
        Awaitility.await().untilAsserted(() -> assertThat(Scene.names(scene.ask("tools/list", ""), "tools"))
                .containsExactly("fine"));
        headers.set(Map.of());
        RawRequest gone = RawRequest.modern("tools/call", "\"name\": \"turns\", \"arguments\": {\"r\": \"x\"}")
                .with("Mcp-Name", "turns");
        assertThat(scene.send(gone).body()).contains("unknown-tool");
        assertThat(headers.get()).as("the server was not called").isEmpty();
        assertThat(scene.send(call.with("Mcp-Param-Authorization", "Bearer x")).status())
                .as("the other one still can be")
                .isEqualTo(200);
        assertThat(headers.get()).containsEntry("param", "Bearer x");
    }

    /// What the server gave is said back to the letter; what it did not give is not said at all.
    @Test
    void p15AServersStateComesBackToTheLetter() throws Exception {
        String state = "  \u00e9\\u0000\\\"{\\\"a\\\":1}==\\n";
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS)).on("tools/call", turn -> {
            boolean first = !turn.message().path("params").has("inputResponses");
            String asked = "{\"resultType\":\"input_required\",\"inputRequests\":{\"k\":{\"method\":\"roots/list\"}}";
            String mine = turn.message().path("params").path("name").asString().equals("t") ? state : "";
            turn.result(first ? asked + ",\"requestState\":\"" + mine + "\"}" : "{\"content\":[]}");
        });
        scene.start();
        LiveClient client = scene.modern("alice", Scene.ALL);
        JsonNode asked = client.asks("1", "tools/call", "\"name\": \"t\", \"arguments\": {}")
                .next()
                .path("result");
        String sealed = asked.path("requestState").asString();
        assertThat(sealed).isNotEmpty();
        next(client, sealed);
        assertThat(peer.lastBody()).contains("\"requestState\":\"" + state + "\"");

        peer.on(
                "tools/call",
                turn -> turn.result(
                        turn.message().path("params").has("inputResponses")
                                ? "{\"content\":[]}"
                                : "{\"resultType\":\"input_required\",\"inputRequests\":{\"k\":{\"method\":\"roots/list\"}}}"));
        String none = client.asks("1", "tools/call", "\"name\": \"t\", \"arguments\": {}")
                .next()
                .path("result")
                .path("requestState")
                .asString();
        next(client, none);
        assertThat(peer.lastBody()).doesNotContain("requestState");

        // it travels in every round, so it is bounded: sealed and in base64, this one is a little below 64 KiB
        JsonNode fits = stated(peer, client, "x".repeat(48_000));
        assertThat(fits.path("result").path("requestState").asString())
                .hasSizeBetween(60_000, 64 << 10)
                .doesNotContain("xxxx");
        assertThat(stated(peer, client, "x".repeat(49_500)).toString())
                .contains("answer-too-large")
                .doesNotContain("input_required");
    }

    private static JsonNode stated(HttpPeer peer, LiveClient client, String state) throws Exception {
        peer.on(
                "tools/call",
                turn -> turn.result("{\"resultType\":\"input_required\",\"requestState\":\"" + state
                        + "\",\"inputRequests\":{\"k\":{\"method\":\"roots/list\"}}}"));
        return client.asks("1", "tools/call", "\"name\": \"t\", \"arguments\": {}")
                .next();
    }

    private static void next(LiveClient client, String state) throws Exception {
        JsonNode answer = client.asks(
                        "2",
                        "tools/call",
                        "\"name\": \"t\", \"arguments\": {}, \"requestState\": \"" + state
                                + "\", \"inputResponses\": {\"k\": {\"roots\": []}}")
                .next();
        assertThat(answer.path("result").has("content")).as(answer.toString()).isTrue();
    }
}

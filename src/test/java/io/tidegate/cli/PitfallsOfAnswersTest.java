package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Is an answer understood however a server put it, and are its faults kept from the client? The numbers are those of
/// docs/pitfalls.md.
class PitfallsOfAnswersTest extends Pitfalls {
    private static String result(HttpPeer.Turn turn) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + turn.id()
                + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"gr\u00fc\u00dfe \u65e5\u672c\"}]}}";
    }

    private static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asString("");
    }

    @Test
    void p26EventStreamsAreReadHoweverTheyAreCut() throws Exception {
        Map<String, HttpPeer.Script> ways = new LinkedHashMap<>();
        ways.put(
                "several data lines",
                turn -> turn.raw("data: " + result(turn).replace(",\"result\"", "\ndata: ,\"result\"") + "\n\n"));
        ways.put("carriage returns and line feeds", turn -> turn.raw("data: " + result(turn) + "\r\n\r\n"));
        ways.put("carriage returns", turn -> turn.raw("data: " + result(turn) + "\r\r"));
        ways.put("no blank", turn -> turn.raw("data:" + result(turn) + "\n\n"));
        ways.put(
                "a priming event and one that is an id",
                turn -> turn.raw("id: 1\ndata:\n\nid: 2\n\nretry: 10\n\n: a comment\n\nevent: message\nid: 3\ndata: "
                        + result(turn) + "\n\n"));
        ways.put("every byte on its own", turn -> {
            for (byte each : ("data: " + result(turn) + "\n\n").getBytes(StandardCharsets.UTF_8)) {
                turn.raw(new byte[] {each});
            }
        });
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS));
        scene.start();
        for (Map.Entry<String, HttpPeer.Script> way : ways.entrySet()) {
            peer.on("tools/call", way.getValue());
            assertThat(text(scene.call("t"))).as(way.getKey()).contains("gr\u00fc\u00dfe \u65e5\u672c");
        }
    }

    @Test
    void p26EventsAndMessagesHaveASize() throws Exception {
        String much = "x".repeat(1 << 20);
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS));
        scene.more("limits: { answer-bytes: 1MiB }").start();
        peer.on("tools/call", turn -> turn.event(result(turn).replace("gr", much)));
        assertThat(scene.call("t").toString()).contains("answer-too-large").doesNotContain("xxxx");
        peer.on(
                "tools/call",
                turn -> turn.answer(200, "application/json", result(turn).replace("gr", much)));
        assertThat(scene.call("t").toString()).contains("answer-too-large").doesNotContain("xxxx");
        peer.on("tools/call", turn -> {
            for (int line = 0; line < 20_000; line++) {
                turn.raw("data: " + "y".repeat(1000) + "\n"); // and no end
            }
        });
        assertThat(scene.call("t").path("isError").asBoolean()).isTrue();
        peer.on("tools/call", turn -> turn.result("{\"content\":[]}"));
        assertThat(scene.call("t").has("content")).isTrue();
    }

    @Test
    void p27FaultsOfServersAreCleanErrors() throws Exception {
        String trace = "at com.example.Secret.method(Secret.java:7) db-host-17";
        Map<String, HttpPeer.Script> faults = new LinkedHashMap<>();
        faults.put("a page", turn -> turn.answer(500, "text/html", "<html>" + trace + "</html>"));
        faults.put("a page, as success", turn -> turn.answer(200, "text/html", "<html>" + trace + "</html>"));
        faults.put(
                "json that is no message",
                turn -> turn.answer(
                        400, "application/json", "{\"message\":\"bad\",\"stackTrace\":[\"" + trace + "\"]}"));
        faults.put(
                "no version",
                turn -> turn.answer(
                        200,
                        "application/json",
                        "{\"id\":" + turn.id() + ",\"result\":{\"content\":[]},\"x\":\"" + trace + "\"}"));
        faults.put(
                "another id",
                turn -> turn.answer(
                        200,
                        "application/json",
                        "{\"jsonrpc\":\"2.0\",\"id\":\"77\",\"result\":{\"x\":\"" + trace + "\"}}"));
        faults.put("nothing", turn -> turn.answer(200, "application/json", ""));
        faults.put(
                "cut", turn -> turn.answer(200, "application/json", result(turn).substring(0, 30) + trace));
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS));
        scene.start();
        for (Map.Entry<String, HttpPeer.Script> fault : faults.entrySet()) {
            peer.on("tools/call", fault.getValue());
            String told = scene.ask("tools/call", "\"name\": \"t\"").toString();
            assertThat(told)
                    .as(fault.getKey())
                    .contains("io.tidegate/reason")
                    .doesNotContain("db-host-17", "Secret", "html");
        }
        peer.on(
                "tools/call",
                turn -> turn.answer(
                        400,
                        "application/json",
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"no\"}}"));
        JsonNode nameless = scene.ask("tools/call", "\"name\": \"t\"");
        assertThat(nameless.path("id").asInt()).as("the client's own id").isEqualTo(1);
        assertThat(nameless.path("error").path("code").asInt()).isEqualTo(-32600);
    }

    @Test
    void p28ContentIsStructuredAsTheVersionAllows() throws Exception {
        scene.with("one", HttpPeer.modern(TOOLS))
                .on(
                        "tools/list",
                        turn -> turn.result(
                                "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"},\"outputSchema\":"
                                        + "{\"type\":\"array\"}}]}"))
                .on(
                        "tools/call",
                        turn -> turn.result(
                                "{\"resultType\":\"complete\",\"content\":[],\"structuredContent\":[1,2]}"));
        scene.start();
        assertThat(scene.call("t").path("structuredContent").toString()).isEqualTo("[1,2]");
        for (String version : List.of("2025-06-18", "2025-11-25")) {
            LiveClient client = scene.old("alice", version, "{}");
            JsonNode result = client.call("t").next().path("result");
            assertThat(result.has("structuredContent")).isFalse();
            assertThat(text(result)).contains("[1,2]");
            assertThat(client.ask("tools/list", "")
                            .next()
                            .path("result")
                            .path("tools")
                            .path(0)
                            .has("outputSchema"))
                    .isFalse();
        }
    }

    @Test
    void p30SchemasCostLittleAndFetchNothing() throws Exception {
        HttpPeer elsewhere = HttpPeer.modern(TOOLS);
        String deep = "{\"not\":".repeat(40) + "{}" + "}".repeat(40);
        String slow = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}}}";
        Map<String, String> schemas = new LinkedHashMap<>();
        schemas.put("remote", "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"" + elsewhere.url() + "\"}}}");
        schemas.put("dialect", "{\"$schema\":\"http://example.com/mine\",\"type\":\"object\"}");
        schemas.put("draft", "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}");
        schemas.put("deep", deep);
        schemas.put("slow", slow);
        StringBuilder tools = new StringBuilder();
        schemas.forEach((name, schema) -> tools.append(tools.isEmpty() ? "" : ",")
                .append("{\"name\":\"" + name + "\",\"inputSchema\":" + schema + "}"));
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS))
                .on("tools/list", turn -> turn.result("{\"tools\":[" + tools + "]}"))
                .on("tools/call", turn -> turn.result("{\"content\":[]}"));
        scene.start();
        assertThat(scene.call("draft").has("isError"))
                .as("older dialects are known")
                .isFalse();
        long begun = System.nanoTime();
        assertThat(scene.call("deep").has("isError")).as("it decides soon").isFalse();
        for (String name : List.of("remote", "dialect", "slow")) {
            String arguments = "{\"a\": \"" + "a".repeat(40) + "!\"}";
            JsonNode told = scene.ask("tools/call", "\"name\": \"" + name + "\", \"arguments\": " + arguments);
            assertThat(told.path("result").path("isError").asBoolean() || told.has("error"))
                    .as(name + ": " + told)
                    .isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(elsewhere.heard()).isEmpty();
        assertThat(peer.heard("tools/call")).hasSize(2);
        elsewhere.close();
    }

    @Test
    void p31WhatAClientSaysOfItselfIsNotBelieved() throws Exception {
        HttpPeer peer =
                scene.with("one", HttpPeer.modern(TOOLS)).on("tools/call", turn -> turn.result("{\"content\":[]}"));
        scene.start();
        String reserved = "\"_meta\": {\"io.modelcontextprotocol/clientCapabilities\": {\"sampling\": {}},"
                + " \"io.modelcontextprotocol/clientInfo\": {\"name\": \"admin\"},"
                + " \"io.modelcontextprotocol/logLevel\": \"debug\", \"example/own\": 1}";
        LiveClient client = scene.old("alice", "{}");
        try (Heard heard = client.ask("tools/call", "\"name\": \"t\", \"arguments\": {}, " + reserved)) {
            assertThat(heard.next().has("result")).isTrue();
        }
        JsonNode meta = peer.heard("tools/call").getLast().path("params").path("_meta");
        assertThat(meta.path("io.modelcontextprotocol/clientCapabilities").toString())
                .isEqualTo("{}");
        assertThat(meta.path("io.modelcontextprotocol/clientInfo").path("name").asString())
                .isEqualTo("tidegate");
        assertThat(meta.path("io.modelcontextprotocol/logLevel").asString("")).isNotEqualTo("debug");
        assertThat(meta.path("example/own").asInt()).isOne();
        LiveClient modern = scene.modern();
        try (Heard heard = modern.asks(
                "1",
                "tools/call",
                "\"name\": \"t\"",
                ", \"io.modelcontextprotocol/clientInfo\": {\"name\": \"admin\"}, \"baggage\": \"" + "k=v,".repeat(4000)
                        + "\"")) {
            assertThat(heard.next().has("result")).isTrue();
        }
        assertThat(peer.lastBody()).doesNotContain("admin").doesNotContain("k=v,k=v");
    }
}

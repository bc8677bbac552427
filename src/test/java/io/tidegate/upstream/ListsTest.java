package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.catalog.Offers;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities.Able;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Is all that a server offers taken in, and no more than that asked for?
class ListsTest {
    private static final String ALL =
            "{\"tools\":{\"listChanged\":true},\"prompts\":{},\"resources\":{\"subscribe\":true},\"logging\":{}}";

    private static HttpPeer withAll(HttpPeer peer) {
        return peer.on("prompts/list", turn -> {
                    boolean second = turn.message()
                            .path("params")
                            .path("cursor")
                            .asString("")
                            .equals("2");
                    turn.result(
                            second
                                    ? "{\"prompts\":[{\"name\":\"b\"}]}"
                                    : "{\"prompts\":[{\"name\":\"a\"},{\"name\":\"no  good\"}],\"nextCursor\":\"2\"}");
                })
                .on("resources/list", turn -> turn.result("{\"resources\":[{\"uri\":\"file:///a\",\"name\":\"a\"}]}"))
                .on(
                        "resources/templates/list",
                        turn -> turn.result(
                                "{\"resourceTemplates\":[{\"uriTemplate\":\"file:///{x}\",\"name\":\"x\"}]}"));
    }

    private static List<String> names(Offers offers, Offering kind) {
        return offers.of(kind).stream().map(Definition::name).toList();
    }

    private static Offers next(Gateway gateway) throws InterruptedException {
        Offers offers = gateway.offers.poll(10, TimeUnit.SECONDS);
        assertThat(offers).isNotNull();
        return offers;
    }

    private static void takesAllIn(HttpPeer peer, String instructions) throws IOException, InterruptedException {
        try (HttpPeer ended = withAll(peer);
                Gateway gateway = Gateway.of(ended)) {
            Offers offers = next(gateway);
            assertThat(names(offers, Offering.TOOL)).containsExactly("t");
            assertThat(names(offers, Offering.PROMPT)).containsExactly("a", "b");
            assertThat(names(offers, Offering.RESOURCE)).containsExactly("file:///a");
            assertThat(names(offers, Offering.TEMPLATE)).containsExactly("file:///{x}");
            assertThat(offers.instructions()).isEqualTo(instructions);
            assertThat(offers.capabilities().able())
                    .containsExactlyInAnyOrder(
                            Able.TOOLS, Able.PROMPTS, Able.RESOURCES, Able.RESOURCES_SUBSCRIBE, Able.LOGGING);
        }
    }

    @Test
    void takesInAllKindsOfTheOlderEra() throws Exception {
        takesAllIn(HttpPeer.legacy(ALL), "be kind");
    }

    @Test
    void takesInAllKindsOfTheNewerEra() throws Exception {
        takesAllIn(HttpPeer.modern(ALL), "be brief");
    }

    @Test
    void asksForNoListThatTheServerDoesNotHave() throws Exception {
        try (HttpPeer peer = withAll(HttpPeer.legacy("{\"prompts\":{}}"));
                Gateway gateway = Gateway.of(peer)) {
            Offers offers = next(gateway);
            assertThat(offers.lists().keySet()).containsExactly(Offering.PROMPT);
            assertThat(peer.heard("tools/list")).isEmpty();
            assertThat(peer.heard("resources/list")).isEmpty();
        }
    }

    @Test
    void asksAgainWhenAListIsOld() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (HttpPeer peer = HttpPeer.modern("{\"tools\":{}}").on("tools/list", turn -> {
                    asked.incrementAndGet();
                    turn.result("{\"tools\":[],\"ttlMs\":1,\"cacheScope\":\"public\"}");
                });
                Gateway gateway = Gateway.of(peer)) {
            next(gateway);
            next(gateway);
            assertThat(asked.get()).isBetween(2, 3);
        }
    }

    /// It had no prompts, and has some now.
    @Test
    void asksAServerAgainWhatItCanDoWhenThatIsOld() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (HttpPeer peer = HttpPeer.modern("{\"tools\":{}}")
                        .on(
                                "server/discover",
                                turn -> turn.result("{\"supportedVersions\":[\"2026-07-28\"],\"ttlMs\":1,"
                                        + "\"capabilities\":{\"tools\":{}"
                                        + (asked.incrementAndGet() > 1 ? ",\"prompts\":{}" : "") + "}}"))
                        .on("tools/list", turn -> turn.result("{\"tools\":[]}"))
                        .on("prompts/list", turn -> turn.result("{\"prompts\":[{\"name\":\"new\"}]}"));
                Gateway gateway = Gateway.of(peer)) {
            assertThat(next(gateway).of(Offering.PROMPT)).isEmpty();
            assertThat(next(gateway).of(Offering.PROMPT))
                    .extracting(prompt -> prompt.name())
                    .containsExactly("new");
            assertThat(asked.get()).isBetween(2, 4);
        }
    }

    @Test
    void asksAgainForTheListThatChanged() throws Exception {
        try (HttpPeer peer = withAll(HttpPeer.legacy(ALL)).on("tools/call", turn -> {
                    turn.notify("notifications/resources/list_changed", "{}");
                    turn.result("{\"content\":[]}");
                });
                Gateway gateway = Gateway.of(peer)) {
            next(gateway);
            gateway.first(Gateway.ALICE);
            next(gateway);
            assertThat(peer.heard("resources/list")).hasSize(2);
            assertThat(peer.heard("resources/templates/list")).hasSize(2);
            assertThat(peer.heard("tools/list")).hasSize(1);
        }
    }

    private static String entry(String name, int bytes) {
        return "{\"uri\":\"a:" + name + "\",\"name\":\"" + "x".repeat(bytes) + "\"}";
    }

    @Test
    void leavesRoomForTools() {
        Shelf shelf = new Shelf();
        Shelf.Filling resources = shelf.fill(Offering.RESOURCE);
        for (int number = 0; number < 10_000; number++) {
            resources.add(JsonDocument.of(entry("r" + number, 1)).root());
        }
        resources.put();
        Shelf.Filling templates = shelf.fill(Offering.TEMPLATE);
        assertThat(templates.isFull()).isTrue();
        Shelf.Filling tools = shelf.fill(Offering.TOOL);
        for (int number = 0; number < 10_000; number++) {
            tools.add(JsonDocument.of("{\"name\":\"t" + number + "\",\"inputSchema\":{}}")
                    .root());
        }
        tools.put();
        assertThat(shelf.all().get(Offering.RESOURCE)).hasSize(Shelf.ENTRIES_MAX / 2);
        assertThat(shelf.all().get(Offering.TOOL)).hasSize(Shelf.ENTRIES_MAX / 2);
        assertThat(tools.leftOut()).isEqualTo(10_000 - Shelf.ENTRIES_MAX / 2);
    }

    @Test
    void keepsNoMoreBytesThanFit() {
        Shelf shelf = new Shelf();
        Shelf.Filling resources = shelf.fill(Offering.RESOURCE);
        for (int number = 0; number < 64; number++) {
            resources.add(JsonDocument.of(entry("r" + number, 100_000)).root());
        }
        resources.put();
        int bytes = shelf.all().getOrDefault(Offering.RESOURCE, List.of()).stream()
                .mapToInt(entry -> entry.json().memoryBytes())
                .sum();
        assertThat(bytes).isBetween(Shelf.BYTES_MAX / 2 - 110_000, Shelf.BYTES_MAX / 2);
    }

    /// Many servers list what asks its client only to clients that can be asked.
    @Test
    void takesInWhatIsListedToClientsThatCanBeAsked() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}");
                Gateway gateway = Gateway.of(peer)) {
            next(gateway);
            JsonNode told = peer.heard("initialize").getFirst().path("params").path("capabilities");
            assertThat(told.propertyNames())
                    .containsExactlyInAnyOrder("elicitation", "sampling", "roots", "extensions");
            assertThat(told.path("extensions").toString())
                    .isEqualTo("{\"io.modelcontextprotocol/ui\":{\"mimeTypes\":[\"text/html;profile=mcp-app\"]}}");
            gateway.first(Gateway.BOB);
            JsonNode bobs = peer.heard("initialize").getLast().path("params").path("capabilities");
            assertThat(bobs.propertyNames()).containsExactly("elicitation");
        }
    }

    private static JsonNode declared(Map<String, JsonNode> declared, HttpPeer.Turn turn) {
        return Objects.requireNonNull(declared.get(turn.header("Mcp-Session-Id").orElseThrow()));
    }

    /// Lists what needs roots, or shows something, to whom declares that in its session.
    private static HttpPeer particular(BlockingQueue<JsonNode> answers) throws IOException {
        HttpPeer peer = HttpPeer.legacy("{\"tools\":{\"listChanged\":true}}");
        Map<String, JsonNode> declared = new ConcurrentHashMap<>();
        peer.on("initialize", turn -> {
            String session = "s" + (declared.size() + 1);
            declared.put(session, turn.message().path("params").path("capabilities"));
            turn.header("Mcp-Session-Id", session);
            turn.result("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{\"listChanged\":true}}}");
        });
        peer.on("tools/list", turn -> {
            JsonNode can = declared(declared, turn);
            turn.result("{\"tools\":[{\"name\":\"t\",\"inputSchema\":{}}"
                    + (can.has("roots") ? ",{\"name\":\"roots\",\"inputSchema\":{}}" : "")
                    + (can.at("/extensions/io.modelcontextprotocol~1ui").has("mimeTypes")
                            ? ",{\"name\":\"app\",\"inputSchema\":{}}"
                            : "")
                    + "]}");
        });
        peer.on("tools/call", turn -> {
            JsonNode can = declared(declared, turn);
            if (can.has("roots")) {
                turn.result("{\"content\":[]}");
            } else {
                turn.error(-32602, "no such tool for you");
            }
        });
        return peer.on("GET", turn -> {
            JsonNode can = declared(declared, turn);
            if (can.has("roots")) {
                turn.ask("dirs", "roots/list", "{}");
                turn.ask("who", "elicitation/create", "{\"message\":\"?\"}");
                answers.add(turn.answer("dirs"));
                answers.add(turn.answer("who"));
            }
            turn.hold();
        });
    }

    @Test
    void takesInWhatIsListedToClientsWithRootsOrAScreen() throws Exception {
        BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
        try (HttpPeer peer = particular(answers);
                Gateway gateway = Gateway.of(peer)) {
            assertThat(names(next(gateway), Offering.TOOL)).containsExactly("t", "roots", "app");
            JsonNode roots = Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS));
            assertThat(roots.path("result").toString()).isEqualTo("{\"roots\":[]}");
            JsonNode asked = Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS));
            assertThat(asked.path("error").path("code").asInt())
                    .as("nobody is there")
                    .isEqualTo(-32601);
            assertThat(gateway.unsolicited).containsExactly("elicitation/create");
            assertThat(Gateway.text(gateway.first(Gateway.BOB))).contains("no such tool for you");
        }
    }

    @Test
    void declaresToServersOfTheNewerEraWhatClientsCan() throws Exception {
        try (HttpPeer peer = HttpPeer.modern("{\"tools\":{}}");
                Gateway gateway = Gateway.of(peer)) {
            next(gateway);
            JsonNode told =
                    peer.heard("tools/list").getFirst().at("/params/_meta/io.modelcontextprotocol~1clientCapabilities");
            assertThat(told.propertyNames())
                    .containsExactlyInAnyOrder("elicitation", "sampling", "roots", "extensions");
            assertThat(told.path("extensions").propertyNames())
                    .containsExactlyInAnyOrder("io.modelcontextprotocol/ui", "io.modelcontextprotocol/tasks");
        }
    }
}

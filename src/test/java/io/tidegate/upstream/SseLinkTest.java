package io.tidegate.upstream;

import static io.tidegate.upstream.Gateway.ALICE;
import static io.tidegate.upstream.Gateway.BOB;
import static io.tidegate.upstream.Gateway.resume;
import static io.tidegate.upstream.Gateway.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Answer;
import io.tidegate.catalog.Offers;
import io.tidegate.mcp.Offering;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Does a server of 2024-11-05 over HTTP with SSE work like any other?
class SseLinkTest {
    private final Map<String, BlockingQueue<String>> streams = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();

    /// A server that takes no POST but at the address that its stream names.
    private HttpPeer peer(String endpoint) throws IOException {
        HttpPeer peer = new HttpPeer().on("GET", turn -> {
            String name = "s" + opened.incrementAndGet();
            BlockingQueue<String> lines = new LinkedBlockingQueue<>();
            streams.put(name, lines);
            turn.raw("event: endpoint\ndata: " + endpoint + "?stream=" + name + "\n\n");
            speak(turn, lines);
        });
        for (String method : List.of("server/discover", "initialize", "tools/list", "tools/call", "logging/setLevel")) {
            peer.on(method, turn -> post(peer, method, turn));
        }
        return peer.onReply(this::reply);
    }

    private static void speak(HttpPeer.Turn turn, BlockingQueue<String> lines) throws IOException {
        try {
            while (true) {
                String line = lines.poll(20, TimeUnit.MILLISECONDS);
                if (line != null && line.isEmpty()) {
                    return;
                }
                turn.raw(line == null ? ":\n\n" : "event: message\ndata: " + line + "\n\n");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private void say(HttpPeer.Turn turn, String json) {
        streams.getOrDefault(turn.query().replace("stream=", ""), new LinkedBlockingQueue<>())
                .add(json);
    }

    private void post(HttpPeer peer, String method, HttpPeer.Turn turn) throws IOException {
        if (turn.query().isEmpty()) {
            turn.status(405);
            return;
        }
        turn.status(202);
        String start = "{\"jsonrpc\":\"2.0\",\"id\":" + turn.id() + ",\"result\":";
        switch (method) {
            case "initialize" ->
                say(
                        turn,
                        start
                                + "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{\"listChanged\":true}}}}");
            case "tools/list" -> say(turn, start + "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{}}]}}");
            case "tools/call" -> {
                if (peer.heard("tools/call").size() == 1) {
                    say(
                            turn,
                            "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\"}}");
                    Thread.ofVirtual().start(() -> done(peer, turn, start));
                } else {
                    done(peer, turn, start);
                }
            }
            default -> say(turn, start + "{}}");
        }
    }

    /// Answers a call once what it asked is answered.
    private void done(HttpPeer peer, HttpPeer.Turn turn, String start) {
        Awaitility.await()
                .until(() ->
                        peer.heard("tools/call").size() > 1 || !peer.heard("").isEmpty());
        say(
                turn,
                start + "{\"content\":[],\"large\":\"" + "x".repeat(200_000) + "\",\"at\":\"" + turn.query() + "\"}}");
    }

    private void reply(HttpPeer.Turn turn) throws IOException {
        turn.status(202);
    }

    /// No such address can be asked, so the server is down, until it is tried again.
    @ParameterizedTest
    @ValueSource(strings = {"http://u:p@%s/m", "/m\u4e16", "/m m"})
    void anAddressThatCantBeAskedIsNoAddress(String endpoint) throws Exception {
        try (HttpPeer peer = new HttpPeer()) {
            String named = endpoint.formatted(peer.url().getAuthority());
            peer.on("GET", turn -> turn.raw("event: endpoint\ndata: " + named + "\n\n"));
            assertThatThrownBy(() -> Gateway.of(peer)).hasMessageContaining("was: DOWN");
        }
    }

    @Test
    void callsListsAndAsks() throws Exception {
        try (HttpPeer peer = peer("/mcp");
                Gateway gateway = Gateway.of(peer)) {
            Offers offers = gateway.offers.take();
            assertThat(offers.of(Offering.TOOL)).hasSize(1);
            Answer asked = gateway.first(ALICE);
            assertThat(text(asked)).contains("elicitation/create");
            assertThat(text(gateway.next(ALICE, resume(asked), "{\"action\":\"accept\"}")))
                    .contains("\"at\":\"stream=s2\"");
            assertThat(text(gateway.first(BOB))).as("a stream of his own").contains("\"at\":\"stream=s3\"");

            streams.values()
                    .forEach(lines ->
                            lines.add("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"));
            assertThat(gateway.offers.poll(10, TimeUnit.SECONDS)).isNotNull();

            gateway.upstream.forget("alice-session");
            Awaitility.await().until(() -> peer.open() == 2);
        }
    }

    @Test
    void theGatewayHasNoRootsInItsOwnSession() throws Exception {
        try (HttpPeer peer = peer("/mcp");
                Gateway gateway = Gateway.of(peer)) {
            gateway.offers.take();
            assertThat(peer.heard("initialize")
                            .getFirst()
                            .at("/params/capabilities")
                            .has("roots"))
                    .isTrue();
            streams.getOrDefault("s1", new LinkedBlockingQueue<>())
                    .add("{\"jsonrpc\":\"2.0\",\"id\":\"dirs\",\"method\":\"roots/list\"}");
            Awaitility.await().until(() -> !peer.heard("").isEmpty());
            assertThat(peer.heard("").getFirst().path("result").toString()).isEqualTo("{\"roots\":[]}");
            assertThat(gateway.unsolicited).isEmpty();
        }
    }

    @Test
    void opensAnotherStreamWhereOneEnded() throws Exception {
        try (HttpPeer peer = peer("/mcp");
                Gateway gateway = Gateway.of(peer)) {
            resume(gateway.first(ALICE));
            streams.getOrDefault("s2", new LinkedBlockingQueue<>()).add("");
            Awaitility.await().until(() -> peer.open() == 1);
            assertThat(text(gateway.first(ALICE))).contains("\"at\":\"stream=s3\"");
        }
    }

    @Test
    void sendsNothingToAnotherServer() throws Exception {
        try (HttpPeer other = HttpPeer.legacy("{}");
                HttpPeer peer = peer(other.url().toString())) {
            assertThatThrownBy(() -> Gateway.of(peer)).isNotNull();
            assertThat(other.heard()).isEmpty();
        }
    }
}

package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Does what a server says unasked reach who waits for it, and nobody else?
class UnaskedTest {
    private static final Asker ALICE = Asker.of(Gateway.ALICE);
    private static final Asker BOB = Asker.of(Gateway.BOB);
    private static final String CAPABILITIES =
            "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true,\"listChanged\":true}}";

    /// What is to be said on every stream that is open.
    private final BlockingQueue<String> said = new ArrayBlockingQueue<>(16);

    private HttpPeer legacy() throws IOException {
        return HttpPeer.legacy(CAPABILITIES)
                .on("resources/subscribe", turn -> turn.result("{}"))
                .on("resources/unsubscribe", turn -> turn.result("{}"))
                .on("GET", this::speak);
    }

    private void speak(HttpPeer.Turn turn) throws IOException {
        turn.raw(": here\n\n");
        try {
            while (true) {
                String next = said.poll(50, TimeUnit.MILLISECONDS);
                if (next == null) {
                    turn.raw(":\n\n");
                } else {
                    turn.event(next.replace(
                                    "SESSION", turn.header("Mcp-Session-Id").orElse(""))
                            .replace("\"ID\"", turn.message().path("id").toString()));
                }
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(10);
    }

    private static String updated(String uri) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"" + uri
                + "\"}}";
    }

    @Test
    void asksForAListAgainThatChanged() throws Exception {
        try (HttpPeer peer = legacy();
                Gateway gateway = Gateway.of(peer)) {
            gateway.offers.take();
            said.add("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            assertThat(gateway.offers.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(peer.heard("tools/list")).hasSize(2);
        }
    }

    @Test
    void tellsOnlyTheSessionThatWatches() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"resources\":{\"subscribe\":true}}")
                        .on("resources/subscribe", turn -> turn.result("{}"))
                        .on("resources/unsubscribe", turn -> turn.result("{}"))
                        .on("GET", this::speak);
                Gateway gateway = Gateway.of(peer)) {
            gateway.upstream.watch(ALICE, "file:///a", soon());
            said.add(updated("file:///b"));
            said.add(updated("file:///a"));
            said.add(updated("file:///a/part"));
            assertThat(gateway.updates.poll(10, TimeUnit.SECONDS)).isEqualTo("alice-session file:///a");
            assertThat(gateway.updates.poll(10, TimeUnit.SECONDS)).isEqualTo("alice-session file:///a/part");

            gateway.upstream.unwatch("alice-session", "file:///a");
            Awaitility.await().until(() -> peer.heard("resources/unsubscribe").size() == 1);
            Awaitility.await().until(() -> peer.open() == 0);
            assertThat(gateway.updates).isEmpty();
        }
    }

    /// It would keep others from their turn.
    @Test
    void readsNoFasterThanOthersGetTheirTurn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (HttpPeer peer = legacy().on("GET", turn -> {
                    turn.raw(": here\n\n");
                    silent(go);
                    while (true) {
                        turn.event(updated("file:///a"));
                    }
                });
                Gateway gateway = Gateway.of(peer)) {
            gateway.upstream.watch(ALICE, "file:///a", soon());
            Instant began = Instant.now();
            go.countDown();
            for (int update = 0; update < 1_501; update++) {
                assertThat(gateway.updates.poll(10, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofMillis(2_500));
        }
    }

    private static void silent(CountDownLatch until) throws IOException {
        try {
            until.await();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    @Test
    void watchesAgainInANewSession() throws Exception {
        try (HttpPeer peer = legacy().on("tools/call", turn -> turn.result("{\"content\":[]}"));
                Gateway gateway = Gateway.of(peer)) {
            gateway.upstream.watch(ALICE, "file:///a", soon());
            peer.lose("session-2");
            said.add("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            gateway.first(Gateway.ALICE);
            assertThat(peer.heard("tools/call")).as("the first was not taken").hasSize(1);
            Awaitility.await().until(() -> peer.heard("resources/subscribe").size() == 2);
        }
    }

    @Test
    void endsTheSessionOfWhoIsForgotten() throws Exception {
        try (HttpPeer peer = legacy();
                Gateway gateway = Gateway.of(peer)) {
            gateway.upstream.watch(ALICE, "file:///a", soon());
            gateway.upstream.watch(BOB, "file:///a", soon());
            gateway.upstream.forget("alice-session");
            Awaitility.await().until(() -> peer.ended().size() == 1);
            assertThat(peer.ended()).containsExactly("session-2");
        }
    }

    @Test
    void endsAllSessionsWithTheServer() throws Exception {
        try (HttpPeer peer = legacy()) {
            try (Gateway gateway = Gateway.of(peer)) {
                gateway.upstream.watch(ALICE, "file:///a", soon());
                gateway.upstream.close();
                Awaitility.await().until(() -> peer.ended().size() == 2);
            }
            Awaitility.await().until(() -> peer.open() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"resources\":{}}", "{\"tools\":{}}"})
    void watchesNothingThatTheServerDoesNotTell(String capabilities) throws Exception {
        try (HttpPeer peer = HttpPeer.legacy(capabilities).on("resources/list", turn -> turn.result("{}"));
                Gateway gateway = Gateway.of(peer)) {
            assertThatThrownBy(() -> gateway.upstream.watch(ALICE, "file:///a", soon()))
                    .isInstanceOf(LinkFailed.class);
            assertThat(peer.heard("resources/subscribe")).isEmpty();
        }
    }

    private HttpPeer modern() throws IOException {
        return HttpPeer.modern(CAPABILITIES).on("subscriptions/listen", turn -> {
            turn.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{"
                    + "\"notifications\":" + turn.message().path("params").path("notifications")
                    + ",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + turn.id() + "}}}");
            speak(turn);
        });
    }

    private static String tagged(String method, String params, String id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{" + params
                + "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + id + "}}}";
    }

    @Test
    void listensToAServerOfTheNewerEra() throws Exception {
        try (HttpPeer peer = modern();
                Gateway gateway = Gateway.of(peer)) {
            gateway.offers.take();
            said.add(tagged("notifications/tools/list_changed", "", "\"ID\""));
            assertThat(gateway.offers.poll(10, TimeUnit.SECONDS)).isNotNull();

            gateway.upstream.watch(ALICE, "file:///a", soon());
            gateway.upstream.watch(BOB, "file:///a", soon());
            Awaitility.await().until(() -> peer.open() == 1);
            said.add(tagged("notifications/resources/updated", "\"uri\":\"file:///a\",", "77"));
            said.add(tagged("notifications/resources/updated", "\"uri\":\"file:///a\",", "\"ID\""));
            assertThat(List.of(gateway.updates.take(), gateway.updates.take()))
                    .containsExactlyInAnyOrder("alice-session file:///a", "bob-session file:///a");
            assertThat(gateway.updates).as("another subscription's").isEmpty();
            assertThat(peer.heard("subscriptions/listen")).hasSize(2);
        }
    }

    @Test
    void listensForTasksWhereThereAreAny() throws Exception {
        String tasks = "{\"tools\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
        try (HttpPeer peer = HttpPeer.modern(tasks).on("subscriptions/listen", turn -> {
                    turn.event(tagged(
                            "notifications/subscriptions/acknowledged",
                            "\"notifications\":" + turn.message().path("params").path("notifications") + ",",
                            turn.id()));
                    speak(turn);
                });
                Gateway gateway = Gateway.of(peer)) {
            gateway.upstream.watch(ALICE, Watched.task("t-1"), soon());
            assertThat(peer.heard("subscriptions/listen").getLast().toString())
                    .contains("\"taskIds\":[\"t-1\"]")
                    .contains("io.modelcontextprotocol/tasks")
                    .doesNotContain("resourceSubscriptions");
            said.add(tagged("notifications/tasks", "\"taskId\":\"t-2\",", "\"ID\""));
            said.add(tagged("notifications/tasks", "\"taskId\":\"t-1\",", "\"ID\""));
            assertThat(gateway.updates.take()).isEqualTo("alice-session task t-1");
            assertThatThrownBy(() -> gateway.upstream.watch(ALICE, "file:///a", soon()))
                    .hasMessageContaining("does not tell");
        }
    }

    @Test
    void doesNotWatchWhatAServerOfTheNewerEraLeavesOut() throws Exception {
        try (HttpPeer peer = HttpPeer.modern(CAPABILITIES).on("subscriptions/listen", turn -> {
                    turn.event(tagged("notifications/subscriptions/acknowledged", "\"notifications\":{},", turn.id()));
                    turn.hold();
                });
                Gateway gateway = Gateway.of(peer)) {
            assertThatThrownBy(() -> gateway.upstream.watch(ALICE, "file:///a", soon()))
                    .hasMessageContaining("does not tell");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doesNotWaitForAServerThatRefusesToListen(boolean streams) throws Exception {
        try (HttpPeer peer = HttpPeer.modern(CAPABILITIES).on("subscriptions/listen", turn -> {
                    if (streams) {
                        turn.event("{\"jsonrpc\":\"2.0\",\"id\":" + turn.id()
                                + ",\"error\":{\"code\":-32603,\"message\":\"no\"}}");
                        turn.hold();
                    } else {
                        turn.error(-32603, "no");
                    }
                });
                Gateway gateway = Gateway.of(peer)) {
            Instant began = Instant.now();
            assertThatThrownBy(() -> gateway.upstream.watch(
                            ALICE, "file:///a", Instant.now().plusSeconds(60)))
                    .hasMessageContaining("does not tell");
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void knowsWhatIsWatchedInASession() {
        Watches watches = new Watches();
        for (String listener : List.of("first", "second")) {
            Asker asker = new Asker("p", "shared", ALICE.capabilities(), ALICE.log(), listener);
            assertThat(watches.add(asker, "a:both")).isTrue();
            assertThat(watches.add(asker, "a:" + listener)).isTrue();
        }
        assertThat(watches.add(BOB, "a:first")).isTrue();
        assertThat(watches.in("shared")).containsExactlyInAnyOrder("a:both", "a:first", "a:second");
        assertThat(watches.watching("a:first", "shared"::equals)).containsExactly("first");
        assertThat(watches.remove("first", "a:both")).isPresent();
        assertThat(watches.remove("first", "a:both")).isEmpty();
        assertThat(watches.remove("first", "a:first")).isPresent();
        assertThat(watches.in("shared")).containsExactlyInAnyOrder("a:both", "a:second");
        assertThat(watches.remove("second", "a:both")).isPresent();
        assertThat(watches.remove("second", "a:second")).isPresent();
        assertThat(watches.anyIn("shared")).isFalse();
        assertThat(watches.all()).containsExactly("a:first");
    }

    @Test
    void boundsWhatOneCallerWatches() {
        Watches watches = new Watches();
        int added = 0;
        while (watches.add(new Asker("p", "s" + added / 200, ALICE.capabilities(), ALICE.log()), "a:" + added)) {
            added++;
        }
        assertThat(added).isEqualTo(2_048);
        assertThat(watches.add(BOB, "a:1")).isTrue();
        for (String uri : watches.of("s0")) {
            assertThat(watches.remove("s0", uri)).isPresent();
        }
        assertThat(watches.add(new Asker("p", "s0", ALICE.capabilities(), ALICE.log()), "a:1"))
                .isTrue();
    }
}

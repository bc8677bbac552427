package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Does a client of 2026-07-28 that listens hear what a server of the older era tells in the session of its calls, and
/// is nothing left of that afterwards?
@Timeout(90)
class SessionStreamsTest {
    private static final String CALL = "\"name\": \"t\", \"arguments\": {}";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);
    private SessionPeer server;

    @BeforeEach
    void set() throws IOException {
        scene = new Scene(folder);
        server = new SessionPeer();
        scene.with("one", server.peer());
    }

    @AfterEach
    void clear() {
        scene.close();
    }

    private static String uri(int number) {
        return "file:///" + number;
    }

    private Heard listening(LiveClient client, String id, int... numbers) throws Exception {
        String uris = IntStream.of(numbers)
                .mapToObj(number -> "\"" + uri(number) + "\"")
                .collect(Collectors.joining(", "));
        Heard heard = client.asks(
                id, "subscriptions/listen", "\"notifications\": {\"resourceSubscriptions\": [" + uris + "]}");
        JsonNode first = heard.next();
        assertThat(first.path("method").asString()).isEqualTo("notifications/subscriptions/acknowledged");
        assertThat(first.path("params")
                        .path("notifications")
                        .path("resourceSubscriptions")
                        .size())
                .isEqualTo(numbers.length);
        return heard;
    }

    private static void call(LiveClient client) throws Exception {
        try (Heard answer = client.asks("9", "tools/call", CALL)) {
            assertThat(answer.next().has("result")).isTrue();
        }
    }

    private static Set<String> updates(Heard heard, int count) throws InterruptedException {
        Set<String> uris = new TreeSet<>();
        for (int at = 0; at < count; at++) {
            JsonNode told = heard.next();
            assertThat(told.path("method").asString()).isEqualTo("notifications/resources/updated");
            uris.add(told.path("params").path("uri").asString());
        }
        return uris;
    }

    private String lastSession() {
        return "session-" + server.peer().heard("initialize").size();
    }

    /// Some servers begin their answer to GET with the first thing that they have to say.
    @Test
    void aStreamThatSaysNothingDelaysNoneOfManyResources() throws Exception {
        server.peer().on("GET", HttpPeer.Turn::keepSilent);
        scene.start();
        try (Heard heard = listening(scene.modern(), "7", 1, 2, 3, 4, 5, 6, 7, 8)) {
            assertThat(heard.status()).isEqualTo(200);
        }
    }

    /// With pauses that grow, the fifth comes after eleven seconds at the least.
    @Test
    void aStreamThatEndsWithTooLargeAnEventIsOpenedAgainSoon() throws Exception {
        Map<String, Integer> opened = new ConcurrentHashMap<>();
        server.peer().on("GET", turn -> {
            opened.merge(SessionPeer.session(turn), 1, Integer::sum);
            turn.event("\"" + "x".repeat(17 << 20) + "\"");
        });
        scene.start();
        try (Heard _ = listening(scene.modern(), "7", 1)) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> opened.values().stream()
                    .anyMatch(times -> times >= 5));
        }
    }

    @Test
    void hearsWhatItsCallsBringAbout() throws Exception {
        scene.start();
        LiveClient client = scene.modern();
        try (Heard heard = listening(client, "7", 1)) {
            call(client);
            assertThat(updates(heard, 1)).containsExactly(uri(1));
            call(scene.modern("bob", "{}"));
            assertThat(heard.silent(200)).as("of another's calls").isTrue();
        }
    }

    @Test
    void theEndOfOneListenEndsNothingOfAnothers() throws Exception {
        scene.start();
        LiveClient client = scene.modern();
        Heard first = listening(client, "7", 1, 2);
        try (Heard second = listening(client, "8", 2, 3)) {
            String session = lastSession();
            call(client);
            assertThat(updates(first, 2)).containsExactly(uri(1), uri(2));
            assertThat(updates(second, 2)).containsExactly(uri(2), uri(3));
            first.hangUp();
            Awaitility.await().until(() -> server.watched(session).equals(Set.of(uri(2), uri(3))));
            call(client);
            assertThat(updates(second, 2)).containsExactly(uri(2), uri(3));
            assertThat(second.silent(100)).isTrue();
        }
        assertThat(server.peer().heard("resources/unsubscribe"))
                .extracting(told -> told.path("params").path("uri").asString())
                .startsWith(uri(1))
                .hasSizeLessThanOrEqualTo(3);
    }

    /// Who listens again at once is told, however slow the server is to end what was before.
    @Test
    void whatIsWatchedAgainIsNotEndedByTheEndBefore() throws Exception {
        CountDownLatch ending = new CountDownLatch(1);
        server.peer().on("resources/unsubscribe", turn -> {
            ending.countDown();
            try {
                boolean _ = new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            server.watched(SessionPeer.session(turn)).clear();
            turn.result("{}");
        });
        scene.start();
        LiveClient client = scene.modern();
        listening(client, "7", 1).hangUp();
        assertThat(ending.await(20, TimeUnit.SECONDS)).isTrue();
        try (Heard heard = listening(client, "7", 1)) {
            call(client);
            assertThat(updates(heard, 1)).containsExactly(uri(1));
        }
    }

    /// The session is the caller's. It lasts while one listens in it, and ends when nobody used it for half an hour.
    @Test
    void nothingIsLeftAtTheServerOfAListenThatEnded() throws Exception {
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        scene.start(() -> Instant.now().plus(later.get()));
        LiveClient alice = scene.modern();
        LiveClient bob = scene.modern("bob", Scene.ALL);
        Heard heard = listening(alice, "7", 1, 2);
        String mine = lastSession();
        call(bob);
        String his = lastSession();
        assertThat(server.streams()).containsExactlyInAnyOrder(mine, his);

        later.set(Duration.ofMinutes(16));
        Awaitility.await().until(() -> server.streams().equals(Set.of(mine)));
        later.set(Duration.ofMinutes(32));
        Awaitility.await().until(() -> server.peer().ended().contains(his));
        assertThat(server.peer().ended()).doesNotContain(mine);
        call(alice);
        assertThat(updates(heard, 2)).containsExactly(uri(1), uri(2));

        heard.hangUp();
        Awaitility.await().until(() -> server.watched(mine).isEmpty());
        Awaitility.await().until(() -> server.streams().isEmpty());
        assertThat(server.peer().ended()).as("its calls go on in it").doesNotContain(mine);
        later.set(Duration.ofMinutes(64));
        Awaitility.await().until(() -> server.peer().ended().contains(mine));
        assertThat(server.peer().heard("resources/unsubscribe")).hasSize(2);
    }

    /// A call that may be asked something on the stream keeps it, though nobody listens there any more.
    @Test
    void theEndOfAListenLeavesACallItsStream() throws Exception {
        CountDownLatch listening = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        server.peer().on("tools/call", turn -> {
            listening.countDown();
            try {
                assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            server.say(SessionPeer.session(turn), "notifications/none", "{}");
            turn.result("{\"content\":[]}");
        });
        scene.start();
        LiveClient client = scene.modern("alice", Scene.ALL);
        Heard heard = listening(client, "7", 1);
        String session = lastSession();
        Thread calling = Thread.ofVirtual().start(() -> {
            try {
                call(client);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        assertThat(listening.await(20, TimeUnit.SECONDS)).isTrue();
        heard.hangUp();
        Awaitility.await().until(() -> server.watched(session).isEmpty());
        assertThat(server.streams()).contains(session);
        over.countDown();
        calling.join();
        assertThat(server.peer().heard("tools/call")).hasSize(1);
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a client of 2025-11-25 that loses the stream of its call get the rest, and nobody else anything of it?
@Timeout(60)
class ResumedStreamsTest {
    @TempDir
    private Path folder = Path.of("");

    private final CountDownLatch held = new CountDownLatch(1);
    private ModernServer server;
    private Started started;
    private String alice = "";
    private String mallory = "";

    @BeforeEach
    void start() throws Exception {
        server = ModernServer.start(ModernServer.tool("slow"));
        server.answer("tools/call", _ -> {
            await(held);
            return "\"result\": {\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"late\"}]}";
        });
        started = Started.in(
                folder,
                "identity: { api-keys: allowed }\nservers: { one: { url: \"" + server.url() + "\", era: modern } }\n");
        alice = started.key("alice");
        mallory = started.key("mallory");
    }

    @AfterEach
    void stop() {
        held.countDown();
        started.close();
        server.close();
    }

    static void await(CountDownLatch held) {
        try {
            boolean _ = held.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private LiveClient client(String version) throws Exception {
        return LiveClient.stateful(started, alice, version, "{}");
    }

    private static void isTold(Heard heard) throws Exception {
        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.next()
                        .path("result")
                        .path("content")
                        .get(0)
                        .path("text")
                        .asString())
                .contains("late");
        assertThat(heard.ended()).isTrue();
    }

    @Test
    void goesOnWithACallWhoseStreamWasLost() throws Exception {
        try (LiveClient client = client("2025-11-25")) {
            Heard call = client.call("slow");
            String first = call.id();
            call.hangUp();
            try (Heard rest = client.resume(first)) {
                held.countDown();
                isTold(rest);
                String answer = rest.id();
                assertThat(answer).isNotEqualTo(first);
                try (Heard again = client.resume(first);
                        Heard nothing = client.resume(answer)) {
                    isTold(again);
                    assertThat(nothing.status()).isEqualTo(200);
                    assertThat(nothing.ended()).as("it has all").isTrue();
                }
            }
        }
        assertThat(server.called())
                .as("a lost connection is no cancel, and no second call")
                .hasSize(1);
    }

    @Test
    void keepsTheAnswerForAClientThatComesLater() throws Exception {
        try (LiveClient client = client("2025-11-25")) {
            Heard call = client.call("slow");
            String first = call.id();
            call.hangUp();
            held.countDown();
            while (started.gateway().calls() > 0) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            try (Heard rest = client.resume(first)) {
                isTold(rest);
            }
        }
    }

    @Test
    void tellsTheNewestConnectionOnly() throws Exception {
        try (LiveClient client = client("2025-11-25");
                Heard call = client.call("slow");
                Heard second = client.resume(call.id())) {
            String first = call.hasNoIds() ? "" : "more";
            assertThat(first).as("one priming event").isEmpty();
            held.countDown();
            isTold(second);
            assertThat(call.ended()).isTrue();
        }
    }

    @Test
    void tellsNobodyElseAnything() throws Exception {
        try (LiveClient client = client("2025-11-25");
                Heard call = client.call("slow");
                LiveClient thief = client.claiming(started, mallory);
                LiveClient other = LiveClient.stateful(started, mallory, "2025-11-25", "{}");
                LiveClient second = client("2025-11-25")) {
            String first = call.id();
            for (String event : List.of(first, first.replace("-0", "-1"))) {
                try (Heard stolen = thief.resume(event);
                        Heard foreign = other.resume(event);
                        Heard ownOther = second.resume(event)) {
                    assertThat(stolen.status()).as("another's session").isEqualTo(404);
                    assertThat(foreign.status()).as("another's event").isEqualTo(400);
                    assertThat(ownOther.status())
                            .as("another session of one's own")
                            .isEqualTo(400);
                }
            }
            held.countDown();
            isTold(call);
        }
        assertThat(started.refused())
                .filteredOn(record -> record.contains("event-unknown"))
                .hasSizeGreaterThan(1);
    }

    @Test
    void refusesEventsThatNeverWere() throws Exception {
        try (LiveClient client = client("2025-11-25");
                Heard call = client.call("slow")) {
            String first = call.id();
            String name = first.substring(0, first.length() - 2);
            for (String forged : List.of(
                    name + "-7",
                    name + "--1",
                    name + "-",
                    name,
                    "-0",
                    "x",
                    name + "-0x",
                    name + "-99999999999",
                    "9".repeat(5_000))) {
                try (Heard refused = client.resume(forged)) {
                    assertThat(refused.status()).as(forged).isEqualTo(400);
                }
            }
            try (Heard two = client.resume(first, first)) {
                assertThat(two.status()).isEqualTo(400);
            }
        }
    }

    @Test
    void endsAFloodOfReconnects() throws Exception {
        try (LiveClient client = client("2025-11-25")) {
            Heard call = client.call("slow");
            String first = call.id();
            int taken = 0;
            for (int round = 0; round < 200; round++) {
                try (Heard rest = client.resume(first)) {
                    taken += rest.status() == 200 ? 1 : 0;
                }
            }
            assertThat(taken).isBetween(1, 64);
            call.hangUp();
        }
    }

    @Test
    void forgetsAllWithTheSession() throws Exception {
        try (LiveClient client = client("2025-11-25");
                Heard call = client.call("slow")) {
            String first = call.id();
            assertThat(client.end()).isEqualTo(204);
            try (Heard rest = client.resume(first)) {
                assertThat(rest.status()).isEqualTo(404);
            }
        }
    }

    @Test
    void primesNothingForOlderVersionsOrFastCalls() throws Exception {
        try (LiveClient older = client("2025-06-18");
                LiveClient newest = client("2025-11-25");
                Heard ping = newest.ask("ping", "")) {
            assertThat(ping.next().has("result")).isTrue();
            assertThat(ping.hasNoIds()).isTrue();
            Thread.ofVirtual().start(() -> {
                try {
                    TimeUnit.MILLISECONDS.sleep(300);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                held.countDown();
            });
            try (Heard call = older.call("slow")) {
                isTold(call);
                assertThat(call.hasNoIds()).isTrue();
            }
        }
    }
}

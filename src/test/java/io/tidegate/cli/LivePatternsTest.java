package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.control.LivePatterns;
import io.tidegate.json.JsonDocument;
import io.tidegate.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Is a pattern that an operator adds looked for in running calls within a second, kept, attributed, and taken away?
@Timeout(120)
class LivePatternsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder = Path.of("");

    private EchoServer echo;

    @BeforeEach
    void serve() throws Exception {
        echo = EchoServer.start();
    }

    @AfterEach
    void stop() {
        echo.close();
    }

    private String one() {
        return "servers:\n  echo: { url: \"" + echo.url() + "\" }\n";
    }

    private void configured() throws Exception {
        Files.writeString(folder.resolve("test.cedar"), Started.OPEN);
        Started.configure(folder, one());
    }

    private Ran patterns(String... words) {
        List<String> all = new ArrayList<>(List.of("patterns"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", folder.resolve("tidegate.yaml").toString()));
        return Ran.of(all.toArray(String[]::new));
    }

    private Ran added(String... words) {
        Ran ran = patterns(words);
        assertThat(ran.code()).as(ran.toString()).isEqualTo(Exit.DONE);
        return ran;
    }

    private static String calls(Started started, String secret) throws Exception {
        return started.call("echo", ", \"com.example/note\": \"" + secret + "\"");
    }

    @Test
    void worksWithinASecondOnCallsThatRunAndIsTakenAwayAgain() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        try (Started started = Started.in(folder, one() + "limits: { calls-per-user: 10000/s }\n");
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> running = pool.submit(() -> {
                List<String> failed = new ArrayList<>();
                while (!isOver.get()) {
                    String answer = calls(started, "nothing of it");
                    if (!answer.contains("done")) {
                        failed.add(answer);
                    }
                }
                return failed;
            });
            try {
                comesAndGoes(started);
            } finally {
                isOver.set(true);
            }
            assertThat(running.get()).as("calls that have nothing of it").isEmpty();
        }
    }

    private void comesAndGoes(Started started) throws Exception {
        assertThat(calls(started, "PRJ-ZEPHYR-1")).contains("done");
        added("add", "zephyr", "PRJ-ZEPHYR-\\d", "--do", "block", "--because", "leak of today");
        Awaitility.await().atMost(SECOND).untilAsserted(() -> assertThat(calls(started, "PRJ-ZEPHYR-1"))
                .contains("data-not-allowed-out", "own/live-zephyr")
                .doesNotContain("done"));
        assertThat(calls(started, "PRJ-ZEP\u200bHYR-1")).contains("data-not-allowed-out");
        assertThat(calls(started, "UFJKLVpFUEhZUi0xIHBsYW4=")).as("in base64").contains("data-not-allowed-out");
        added("remove", "zephyr", "--because", "it was an exercise");
        Awaitility.await().atMost(SECOND).untilAsserted(() -> assertThat(calls(started, "PRJ-ZEPHYR-1"))
                .contains("done"));
    }

    @Test
    void isKeptOverAReloadAndARestartWithWhoDidIt() throws Exception {
        try (Started started = Started.in(folder, one());
                OperatorChanges _ = OperatorChanges.start(started.gateway().foundation())) {
            added("add", "zephyr", "PRJ-ZEPHYR-\\d", "--do", "block", "--because", "leak of today");
            started.reload(one() + "limits: { calls-per-user: 1000/s }\n");
            Awaitility.await().atMost(SECOND).untilAsserted(() -> assertThat(calls(started, "PRJ-ZEPHYR-1"))
                    .contains("data-not-allowed-out"));
            String by = "os:" + System.getProperty("user.name");
            Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(started.changes())
                    .anyMatch(change ->
                            change.contains("pattern-added") && change.contains("zephyr version 1; by " + by)));
        }
        try (Started again = Started.in(folder, one());
                OperatorChanges _ = OperatorChanges.start(again.gateway().foundation())) {
            assertThat(calls(again, "PRJ-ZEPHYR-1")).contains("data-not-allowed-out");
            assertThat(again.changes())
                    .anyMatch(change -> change.contains("patterns-known") && change.contains("1: zephyr"));
        }
    }

    @Test
    void isListedAndItsHistoryKept() throws Exception {
        configured();
        added("add", "zephyr", "PRJ-ZEPHYR-\\d", "--because", "leak");
        added(
                "add",
                "zephyr",
                "\\d{6}",
                "--near",
                "zephyr,zep",
                "--do",
                "alert",
                "--direction",
                "returned",
                "--tools",
                "crm__*",
                "--because",
                "wider");
        assertThat(added("list").out())
                .contains("zephyr  alert \\d{6} near zephyr, zep in returned of crm__*", ": wider)")
                .doesNotContain("PRJ");
        added("remove", "zephyr", "--because", "over");
        assertThat(added("list").out()).contains("no live pattern is in force");
        assertThat(patterns("remove", "zephyr", "--because", "again").code()).isEqualTo(Exit.FINDINGS);
        assertThat(added("history").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("1  zephyr  mask PRJ-ZEPHYR-\\d  (os:"),
                        line -> assertThat(line).startsWith("2  zephyr  alert"),
                        line -> assertThat(line)
                                .startsWith("3  zephyr  removed  (os:")
                                .endsWith(": over)"));
        var changes =
                JsonDocument.of(added("history", "--json").out().strip()).root().get("changes");
        assertThat(changes.orElseThrow().elements()).hasSize(3);
    }

    @Test
    void isTriedOnWhatIsOnRecordFirst() throws Exception {
        try (Started started = Started.in(folder, one())) {
            for (int call = 0; call < 30; call++) {
                calls(started, call % 10 == 0 ? "ticket PRJ-ZEPHYR-" + call % 7 : "ticket of nobody");
            }
        }
        Ran few = patterns("add", "zephyr", "PRJ-ZEPHYR-0", "--because", "leak");
        assertThat(few.out()).contains("of the last 30 calls on record, the arguments of 1 have it");
        assertThat(few.code()).isEqualTo(Exit.DONE);
        Ran many = patterns("add", "ticket", "ticket", "--because", "slip");
        assertThat(many.code()).isEqualTo(Exit.FINDINGS);
        assertThat(many.out() + many.err()).contains("arguments of 30 have it", "nothing was changed", "--force");
        assertThat(added("list").out()).doesNotContain("ticket");
        assertThat(added("add", "ticket", "ticket", "--because", "meant", "--force")
                        .out())
                .contains("version 2");
    }

    @Test
    void refusesWhatIsNotSafeAndSaysWhy() throws Exception {
        configured();
        assertThat(patterns("add", "slow", "(ab+c)+(a|ab)+", "--because", "x").err())
                .contains("unbounded repetition inside another", "give the inner one bounds");
        assertThat(patterns("add", "slow", "\\d{6}", "--because", "x").err()).contains("`near`");
        assertThat(patterns("add", "Slow!", "abcd", "--because", "x").err()).contains("is no name");
        assertThat(patterns("add", "slow", "abcd", "--because", "two\nlines").err())
                .contains("on one line");
        assertThat(patterns("add", "slow", "abcd", "--do", "allow", "--because", "x")
                        .err())
                .contains("one of mask, block, alert");
        assertThat(patterns("add", "slow", "abcd", "--tools", "a b", "--because", "x")
                        .err())
                .contains("`--tools`");
        assertThat(patterns("add", "slow", "abcd").code()).isEqualTo(Exit.USED_WRONGLY);
        assertThat(added("list").out()).contains("no live pattern");
    }

    @Test
    void isAboutTheToolsAndTheWayThatItNames() throws Exception {
        try (Started started = Started.in(folder, one())) {
            added("add", "far", "PRJ-FAR-\\d", "--do", "block", "--tools", "other__*", "--because", "x");
            added("add", "back", "PRJ-BACK-\\d", "--do", "block", "--direction", "returned", "--because", "x");
            added("add", "here", "PRJ-HERE-\\d", "--do", "block", "--tools", "echo__echo", "--because", "x");
            Awaitility.await().atMost(SECOND).untilAsserted(() -> assertThat(calls(started, "PRJ-HERE-1"))
                    .contains("data-not-allowed-out"));
            assertThat(calls(started, "PRJ-FAR-1")).contains("done");
            assertThat(calls(started, "PRJ-BACK-1")).contains("done");
        }
    }

    @Test
    void thereAreNoMoreThanItsLimit() throws Exception {
        try (Store store = Store.open(folder.resolve("state.db"))) {
            LivePatterns live = new LivePatterns(() -> store, System::nanoTime);
            for (int at = 0; at < 64; at++) {
                assertThat(live.add(LiveSamples.pattern("p" + at))).isEqualTo(at + 1);
            }
            assertThat(live.add(LiveSamples.pattern("p63")))
                    .as("in the place of the last")
                    .isEqualTo(65);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> live.add(LiveSamples.pattern("one-more")))
                    .hasMessageContaining("64 live patterns are in force");
        }
    }
}

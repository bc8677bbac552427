package io.tidegate.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Is no label of a session forgotten before its time?
@Timeout(60)
class SessionLabelsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicInteger asked = new AtomicInteger();
    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("state.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private SessionLabels labels(Duration lasting) {
        return new SessionLabels(
                () -> {
                    asked.incrementAndGet();
                    return store;
                },
                now::get,
                lasting);
    }

    private void later(Duration by) {
        Instant _ = now.updateAndGet(at -> at.plus(by));
    }

    @Test
    void addUpForEachSessionByItself() {
        SessionLabels labels = labels(Duration.ofHours(8));
        assertThat(labels.of("alice")).isEmpty();
        labels.add("alice", Set.of("health", "private"));
        labels.add("alice", Set.of("untrusted"));
        labels.add("bob", Set.of("internal"));
        assertThat(labels.of("alice")).containsExactlyInAnyOrder("health", "private", "untrusted");
        assertThat(labels.of("bob")).containsExactly("internal");
        assertThat(labels.of("carol")).isEmpty();
    }

    @Test
    void outliveTheProcess() {
        labels(Duration.ofHours(8)).add("alice", Set.of("health"));
        store.close();
        open();
        assertThat(labels(Duration.ofHours(8)).of("alice")).containsExactly("health");
        labels(Duration.ofHours(8)).add("alice", Set.of("internal"));
        assertThat(labels(Duration.ofHours(8)).of("alice")).containsExactlyInAnyOrder("health", "internal");
    }

    /// From the last answer with the label, not from the first; and those that are not written down last no shorter.
    @Test
    void lastAsLongAsTheyHaveToAndAtMostFiveMinutesLonger() {
        SessionLabels labels = labels(Duration.ofHours(8));
        labels.add("alice", Set.of("health"));
        later(Duration.ofMinutes(4));
        labels.add("alice", Set.of("health"));
        later(Duration.ofHours(8).minusSeconds(1));
        assertThat(labels.of("alice")).containsExactly("health");
        assertThat(labels(Duration.ofHours(8)).of("alice")).containsExactly("health");
        later(Duration.ofMinutes(2));
        assertThat(labels.of("alice")).isEmpty();
        assertThat(labels(Duration.ofHours(8)).of("alice")).isEmpty();
    }

    @Test
    void areNotWrittenDownForEachAnswer() {
        SessionLabels labels = labels(Duration.ofHours(8));
        labels.add("alice", Set.of("health"));
        int once = asked.get();
        for (int answer = 0; answer < 1_000; answer++) {
            labels.add("alice", Set.of("health"));
            assertThat(labels.of("alice")).containsExactly("health");
        }
        assertThat(asked).hasValue(once);
    }

    @Test
    void anotherTimeHoldsForThoseThatAreThere() {
        SessionLabels labels = labels(Duration.ofHours(8));
        labels.add("alice", Set.of("health"));
        later(Duration.ofHours(2));
        assertThat(labels.lasting(Duration.ofHours(1)).of("alice")).isEmpty();
        assertThat(labels.lasting(Duration.ofDays(1)).of("alice")).containsExactly("health");
        labels.lasting(Duration.ofDays(1)).add("alice", Set.of("internal"));
        assertThat(labels.of("alice")).containsExactlyInAnyOrder("health", "internal");
    }

    /// Whatever the configuration was when a label was given, and given again.
    @Test
    void aShorterTimeForgetsNothingBeforeItIsOver() {
        SessionLabels labels = labels(Duration.ofDays(30));
        labels.add("alice", Set.of("health"));
        later(Duration.ofHours(30));
        labels.add("alice", Set.of("health"));
        later(Duration.ofMinutes(59));
        assertThat(labels.lasting(Duration.ofHours(1)).of("alice")).containsExactly("health");
        assertThat(labels(Duration.ofHours(1)).of("alice")).containsExactly("health");
    }

    /// Of many that are each decided by there being no other, one is given.
    @Test
    void whatWasDecidedByIsStillSoWhenItIsGiven() throws Exception {
        SessionLabels labels = labels(Duration.ofHours(8));
        AtomicInteger given = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 100; thread++) {
                String label = "label-" + thread;
                threads.execute(() -> given.addAndGet(labels.addIf("alice", Set.of(), Set.of(label)) ? 1 : 0));
            }
        }
        assertThat(given).hasValue(1);
        assertThat(labels.of("alice")).hasSize(1);
        assertThat(labels.addIf("alice", labels.of("alice"), Set.of("other"))).isTrue();
        assertThat(labels.addIf("alice", Set.of("other"), Set.of("other"))).isFalse();
    }

    @Test
    void aClockThatIsSetBackForgetsNothing() {
        SessionLabels labels = labels(Duration.ofHours(8));
        labels.add("alice", Set.of("health"));
        later(Duration.ofDays(-2));
        assertThat(labels.of("alice")).containsExactly("health");
        labels.add("alice", Set.of("health"));
        later(Duration.ofDays(2).plusHours(7));
        assertThat(labels.of("alice")).containsExactly("health");
    }

    @Test
    void whatCantBeKeptIsSaidAndNotTakenForKept() {
        SessionLabels labels = labels(Duration.ofHours(8));
        store.close();
        assertThatThrownBy(() -> labels.add("alice", Set.of("health"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> labels.of("alice")).isInstanceOf(StoreException.class);
        open();
        labels.add("alice", Set.of("health"));
        assertThat(labels.of("alice")).containsExactly("health");
    }

    @Test
    void manyAtOnceLoseNone() throws Exception {
        SessionLabels labels = labels(Duration.ofHours(8));
        Set<String> all =
                IntStream.range(0, 200).mapToObj(number -> "label-" + number).collect(Collectors.toSet());
        List<Future<?>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String label : all) {
                done.add(threads.submit(() -> {
                    labels.add("alice", Set.of(label));
                    assertThat(labels.of("alice")).contains(label);
                }));
            }
        }
        for (Future<?> one : done) {
            one.get();
        }
        assertThat(labels.of("alice")).isEqualTo(all);
        assertThat(labels(Duration.ofHours(8)).of("alice")).isEqualTo(all);
    }

    /// What lasts no more is taken out some time, and nothing else.
    @Test
    void theStoreDoesNotGrowForEver() {
        SessionLabels labels = labels(Duration.ofDays(30));
        for (int user = 0; user < 50; user++) {
            labels.add("user " + user, Set.of("health"));
        }
        later(Duration.ofDays(61));
        labels.add("alice", Set.of("health"));
        assertThat(store.<Long>read(session -> session.queryOne(
                                "SELECT COUNT(*) AS rows FROM session_labels", row -> row.number("rows"))
                        .orElseThrow()))
                .isEqualTo(1);
    }
}

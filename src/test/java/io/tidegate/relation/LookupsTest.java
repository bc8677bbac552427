package io.tidegate.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.cedar.Value;
import io.tidegate.config.Relation.Asking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Is a source asked no more than it must be, waited for no longer than it may be, and is no answer never the empty
/// set?
@Timeout(60)
final class LookupsTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final AtomicLong later = new AtomicLong();
    private final Cache<Lookups.Key, Lookups.Answered> answers =
            Caffeine.newBuilder().build();
    private final Told source = new Told();

    /// A source that says what a test says.
    private static final class Told implements Source {
        private final Map<String, List<String>> texts = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> hangs = new ConcurrentHashMap<>();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public Value.Many ask(String user) throws SourceFailed {
            asked.incrementAndGet();
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                CountDownLatch hang = hangs.get(user);
                if (hang != null) {
                    hang.await();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw SourceFailed.ofSource("interrupted");
            } finally {
                atOnce.decrementAndGet();
            }
            List<String> its = texts.get(user);
            if (its == null) {
                throw user.startsWith("odd") ? SourceFailed.ofUser("odd") : SourceFailed.ofSource("down");
            }
            if (its.contains("defect")) {
                throw new IllegalStateException("a defect");
            }
            return Texts.of(its);
        }

        @Override
        public void close() {
            hangs.values().forEach(CountDownLatch::countDown);
        }
    }

    private Lookups lookups(Duration timeout, Duration fresh, Duration stale) {
        return new Lookups(
                new Lookups.Terms("treats", new Asking(timeout, fresh, stale), 4),
                source,
                answers,
                new Times(InstantSource.system(), () -> System.nanoTime() + later.get()));
    }

    private Lookups lookups() {
        return lookups(Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ZERO);
    }

    private void pass(Duration time) {
        later.addAndGet(time.toNanos());
    }

    private static void refused(Lookups lookups, String user) {
        assertThatThrownBy(() -> lookups.of(user, PATIENT)).isInstanceOf(Unanswered.class);
    }

    @Test
    void remembersAnAnswerForItsTimeAndNoLonger() throws Unanswered {
        Lookups lookups = lookups();
        source.texts.put("alice", List.of("p1"));
        assertThat(lookups.of("alice", PATIENT)).isEqualTo(Texts.of(List.of("p1")));
        source.texts.put("alice", List.of());
        pass(Duration.ofSeconds(59));
        assertThat(lookups.of("alice", PATIENT)).isEqualTo(Texts.of(List.of("p1")));
        assertThat(source.asked).hasValue(1);
        pass(Duration.ofSeconds(2));
        assertThat(lookups.of("alice", PATIENT)).isEqualTo(Texts.NONE);
    }

    @Test
    void usesAnOldAnswerOnlyWhereTheOperatorSaysSo() throws Unanswered {
        Lookups strict = lookups();
        source.texts.put("alice", List.of("p1"));
        assertThat(strict.of("alice", PATIENT)).isEqualTo(Texts.of(List.of("p1")));
        source.texts.remove("alice");
        pass(Duration.ofSeconds(61));
        refused(strict, "alice");

        Lookups lax = lookups(Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofMinutes(5));
        assertThat(lax.of("alice", PATIENT)).isEqualTo(Texts.of(List.of("p1")));
        pass(Duration.ofMinutes(5));
        refused(lax, "alice");
    }

    @Test
    void asksOnceForManyWhoWantTheSame() throws Exception {
        Lookups lookups = lookups(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ZERO);
        source.texts.put("alice", List.of("p1"));
        CountDownLatch hang = new CountDownLatch(1);
        source.hangs.put("alice", hang);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Value.Many>> all = IntStream.range(0, 200)
                    .mapToObj(_ -> threads.submit(() -> lookups.of("alice", PATIENT)))
                    .toList();
            Thread.sleep(200);
            hang.countDown();
            for (Future<Value.Many> one : all) {
                assertThat(one.get()).isEqualTo(Texts.of(List.of("p1")));
            }
        }
        assertThat(source.asked).hasValue(1);
    }

    @Test
    void waitsNoLongerThanItMayAndThenDoesNotAskAgainAtOnce() {
        Lookups lookups = lookups();
        source.hangs.put("alice", new CountDownLatch(1));
        long began = System.nanoTime();
        refused(lookups, "alice");
        refused(lookups, "alice");
        refused(lookups, "alice");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(source.asked).hasValue(1);
        assertThat(lookups.failure()).contains("in time");
        pass(Duration.ofSeconds(3));
        refused(lookups, "alice");
        assertThat(source.asked).as("and again after a while").hasValue(2);
    }

    @Test
    void waitsNoLongerThanTheCallMay() {
        Lookups lookups = lookups(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ZERO);
        source.hangs.put("alice", new CountDownLatch(1));
        long began = System.nanoTime();
        assertThatThrownBy(() -> lookups.of("alice", Duration.ofMillis(100))).isInstanceOf(Unanswered.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void oneUsersTroubleIsNoOthers() throws Unanswered {
        Lookups lookups = lookups();
        source.texts.put("bob", List.of("p2"));
        for (int user = 0; user < 20; user++) {
            refused(lookups, "odd-" + user);
        }
        source.hangs.put("alice", new CountDownLatch(1));
        for (int round = 0; round < 3; round++) {
            refused(lookups, "alice");
            pass(Duration.ofSeconds(3));
        }
        assertThat(lookups.of("bob", PATIENT)).isEqualTo(Texts.of(List.of("p2")));
    }

    @Test
    void leavesASourceAloneForAWhileThatFailsForManyUsers() throws Unanswered {
        Lookups lookups = lookups();
        for (int user = 0; user < 20; user++) {
            refused(lookups, "user-" + user);
        }
        assertThat(source.asked).hasValue(3);
        source.texts.put("bob", List.of("p2"));
        refused(lookups, "bob");
        pass(Duration.ofSeconds(3));
        assertThat(lookups.of("bob", PATIENT)).isEqualTo(Texts.of(List.of("p2")));
    }

    @Test
    void aDefectIsNoAnswer() {
        Lookups lookups = lookups();
        source.texts.put("alice", List.of("defect"));
        refused(lookups, "alice");
        assertThat(lookups.failure()).contains("defect");
    }

    /// Those who are remembered are answered at once, whatever happens to the others.
    @Test
    void aThousandUsersOnASourceThatHangsHoldNobodyElse() throws Exception {
        Lookups lookups = lookups(Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ZERO);
        source.texts.put("bob", List.of("p2"));
        assertThat(lookups.of("bob", PATIENT)).isEqualTo(Texts.of(List.of("p2")));
        CountDownLatch never = new CountDownLatch(1);
        IntStream.range(0, 1_000).forEach(user -> source.hangs.put("user-" + user, never));
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = IntStream.range(0, 1_000)
                    .mapToObj(user -> threads.submit(() -> {
                        refused(lookups, "user-" + user);
                        return true;
                    }))
                    .toList();
            assertThat(lookups.of("bob", Duration.ZERO)).isEqualTo(Texts.of(List.of("p2")));
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(source.most.get()).as("at once").isLessThanOrEqualTo(4);
        never.countDown();
    }
}

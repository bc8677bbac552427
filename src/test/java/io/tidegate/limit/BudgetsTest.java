package io.tidegate.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.crypto.Digest;
import io.tidegate.limit.Allowance.Window;
import io.tidegate.limit.Budgets.Outcome;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Is never more spent than may be, and less only within the bound?
@Timeout(120)
final class BudgetsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private final List<Store> stores = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        stores.forEach(Store::close);
    }

    /// As a process of its own has it: nothing is shared but the file.
    private Budgets node() {
        Store store = Store.open(folder.resolve("state.db"));
        stores.add(store);
        return new Budgets(() -> store, now::get, Thread::startVirtualThread, nanos::get);
    }

    private static Allowance daily(long amount) {
        return new Allowance(amount, Window.DAY);
    }

    private static boolean spend(Budgets budgets, Allowance allowance, String who, long cost) {
        return budgets.spend("per user", allowance, who, cost) instanceof Outcome.Spent;
    }

    private static int spendAll(Budgets budgets, Allowance allowance, String who) {
        int spent = 0;
        while (spend(budgets, allowance, who, 1)) {
            spent++;
        }
        return spent;
    }

    @Test
    void spendsWhatThereIsAndNoMore() {
        Budgets budgets = node();
        assertThat(spendAll(budgets, daily(3), "alice")).isEqualTo(3);
        assertThat(budgets.spend("per user", daily(3), "alice", 1))
                .isEqualTo(new Outcome.NotLeft(Instant.parse("2026-03-02T00:00:00Z")));
        assertThat(spendAll(budgets, daily(3), "bob")).isEqualTo(3);
        assertThat(budgets.spend("per tool", daily(3), "alice", 1)).isInstanceOf(Outcome.Spent.class);
    }

    @Test
    void whatIsNotEnoughForOneCallIsEnoughForACheaperOne() {
        Budgets budgets = node();
        assertThat(spend(budgets, daily(10), "alice", 8)).isTrue();
        assertThat(spend(budgets, daily(10), "alice", 3)).isFalse();
        assertThat(spend(budgets, daily(10), "alice", 2)).isTrue();
        assertThat(spend(budgets, daily(10), "alice", 1)).isFalse();
    }

    @Test
    void isKeptOverARestartToTheLastCall() {
        Budgets first = node();
        for (int count = 0; count < 600; count++) {
            assertThat(spend(first, daily(1_000), "alice", 1)).isTrue();
        }
        first.close();
        assertThat(spendAll(node(), daily(1_000), "alice")).isEqualTo(400);
    }

    @Test
    void aProcessThatIsKilledHasSpentWhatItTookAndNoMoreThanTheBound() throws InterruptedException {
        Budgets killed = node();
        for (int count = 0; count < 100; count++) {
            assertThat(spend(killed, daily(6_400), "alice", 1)).isTrue();
        }
        Thread.sleep(200); // what it takes ahead is taken
        assertThat(spendAll(node(), daily(6_400), "alice")).isBetween(6_300 - 6_400 / 32, 6_300);
    }

    @Test
    void whatIsGivenBackCanBeSpentAgainByAnyNode() {
        Budgets here = node();
        Budgets there = node();
        for (int round = 0; round < 50; round++) {
            Outcome outcome = here.spend("per user", daily(20), "alice", 20);
            assertThat(outcome).isInstanceOf(Outcome.Spent.class);
            ((Outcome.Spent) outcome).giveBack().run();
        }
        here.close();
        assertThat(spendAll(there, daily(20), "alice")).isEqualTo(20);
    }

    @Test
    void manyThreadsAndTwoNodesTogetherSpendNoMoreThanThereIs() throws InterruptedException {
        Allowance allowance = daily(2_000);
        List<Budgets> nodes = List.of(node(), node());
        AtomicInteger spent = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int at = 0; at < 64; at++) {
            Budgets budgets = nodes.get(at % 2);
            int cost = 1 + at % 7;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException stopped) {
                    return;
                }
                for (int call = 0; call < 100; call++) {
                    if (budgets.spend("per user", allowance, "alice", cost) instanceof Outcome.Spent(Runnable back)) {
                        if (call % 10 == 9) {
                            back.run(); // it reached no server
                        } else {
                            spent.addAndGet(cost);
                        }
                    }
                }
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        nodes.forEach(Budgets::close);
        spent.addAndGet(spendAll(node(), allowance, "alice"));
        assertThat(spent.get()).isEqualTo(2_000);
    }

    /// One window may be spent to its end, and then the next: twice as much around midnight is what a daily budget is.
    @Test
    void eachWindowHasItsOwnAndNothingIsCarriedOver() {
        now.set(Instant.parse("2026-03-31T23:59:59.999Z"));
        Budgets budgets = node();
        for (Window window : Window.values()) {
            assertThat(spendAll(budgets, new Allowance(5, window), "alice")).isEqualTo(5);
        }
        now.set(Instant.parse("2026-04-01T00:00:00Z"));
        for (Window window : Window.values()) {
            assertThat(spendAll(budgets, new Allowance(5, window), "alice")).isEqualTo(5);
        }
        assertThat(budgets.spend("per user", new Allowance(5, Window.HOUR), "alice", 1))
                .isEqualTo(new Outcome.NotLeft(Instant.parse("2026-04-01T01:00:00Z")));
        assertThat(budgets.spend("per user", new Allowance(5, Window.MONTH), "alice", 1))
                .isEqualTo(new Outcome.NotLeft(Instant.parse("2026-05-01T00:00:00Z")));
    }

    @Test
    void aClockThatIsSetBackGivesNothing() {
        Budgets budgets = node();
        assertThat(spendAll(budgets, daily(5), "alice")).isEqualTo(5);
        now.set(NOON.plus(Duration.ofDays(30)));
        assertThat(spendAll(budgets, daily(5), "alice")).isEqualTo(5);
        now.set(NOON);
        assertThat(spendAll(budgets, daily(5), "alice")).isZero();
        assertThat(spendAll(node(), daily(5), "alice")).isZero();
    }

    @Test
    void aLargerAllowanceGoesOnWhereTheSmallerOneWas() {
        Budgets budgets = node();
        assertThat(spendAll(budgets, daily(5), "alice")).isEqualTo(5);
        assertThat(spendAll(budgets, daily(8), "alice")).isEqualTo(3);
        assertThat(spendAll(budgets, daily(4), "alice")).isZero();
    }

    @Test
    void whatIsNotUsedForAWhileIsThereForOtherNodes() {
        Budgets idle = node();
        assertThat(spend(idle, daily(640), "alice", 1)).isTrue();
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            boolean _ = spend(idle, daily(640), "bob", 1); // whoever comes tidies up
            return taken("alice") == 1;
        });
    }

    private long taken(String who) {
        String name = Digest.of(("per user\nDAY\n" + who).getBytes(StandardCharsets.UTF_8))
                .hex();
        return stores.getFirst()
                .read(session -> session.queryOne(
                        "SELECT used FROM budget_uses WHERE account = ?", row -> row.number("used"), name))
                .orElse(0L);
    }

    @Test
    void theStoreDoesNotSayWhoDidWhat() throws Exception {
        Budgets budgets = node();
        assertThat(spend(budgets, daily(5), "alice-of-sales", 1)).isTrue();
        budgets.close();
        stores.forEach(Store::close);
        stores.clear();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("alice-of-sales");
            }
        }
    }

    @Test
    void withoutTheStoreNothingIsSpent() {
        Budgets budgets = node();
        stores.forEach(Store::close);
        for (int count = 0; count < 3; count++) {
            assertThatThrownBy(() -> spend(budgets, daily(5), "alice", 1)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aFloodThatIsRefusedDoesNotAskTheStoreEachTime() {
        AtomicInteger asked = new AtomicInteger();
        Store store = Store.open(folder.resolve("state.db"));
        stores.add(store);
        Budgets budgets = new Budgets(
                () -> {
                    asked.incrementAndGet();
                    return store;
                },
                now::get,
                Runnable::run,
                nanos::get);
        assertThat(spendAll(budgets, daily(1), "alice")).isEqualTo(1);
        asked.set(0);
        for (int count = 0; count < 1_000; count++) {
            assertThat(spend(budgets, daily(1), "alice", 1)).isFalse();
        }
        assertThat(asked).hasValueLessThan(3);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(spend(budgets, daily(1), "alice", 1)).isFalse();
        assertThat(asked).hasValueBetween(1, 4);
    }
}

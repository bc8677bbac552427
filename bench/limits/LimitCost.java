import io.tidegate.bench.Machine;
import io.tidegate.limit.Allowance;
import io.tidegate.limit.Budgets;
import io.tidegate.limit.Rate;
import io.tidegate.limit.Slots;
import io.tidegate.limit.TokenBuckets;
import io.tidegate.store.Store;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.IntConsumer;

/// What does each limit cost a call: a token of a bucket, a slot, some of a budget? The product's own classes with a
/// real store, one thread, 9,000 users in turn; no sockets. Run by `bench/limits/run`.
public final class LimitCost {
    private static final int USERS = 9_000;
    private static final int ROUNDS = 7;
    private static final int CALLS = 1_000_000;

    private LimitCost() {}

    public static void main(String[] arguments) throws Exception {
        Machine.tell();
        String[] users = new String[USERS];
        for (int user = 0; user < USERS; user++) {
            users[user] = "7:default7:api-key0:9:user-" + user;
        }
        Path folder = Files.createTempDirectory("limits");
        TokenBuckets buckets =
                new TokenBuckets(new Rate(1_000_000, Duration.ofSeconds(1)), 1_000_000, 100_000, System::nanoTime);
        Slots slots = new Slots(64);
        Allowance allowance = new Allowance(Allowance.AMOUNT_MAX, Allowance.Window.DAY);
        try (Store store = Store.open(folder.resolve("state.db"));
                Budgets budgets =
                        new Budgets(() -> store, InstantSource.system(), Thread::startVirtualThread, System::nanoTime)) {
            time("first call of a user in a window, waits for a write", USERS, call -> spend(budgets, allowance, users[call]));
            for (int round = 1; round <= ROUNDS; round++) {
                String which = "round " + round + ": ";
                time(which + "rate   ", CALLS, call -> require(buckets.tryTake(users[call % USERS]).isZero()));
                time(which + "at once", CALLS, call -> {
                    try (Slots.Slot slot = slots.queue(users[call % USERS]).await(Duration.ZERO).orElseThrow()) {
                        require(slot != null);
                    }
                });
                time(which + "budget ", CALLS, call -> spend(budgets, allowance, users[call % USERS]));
            }
        }
    }

    private static void spend(Budgets budgets, Allowance allowance, String user) {
        require(budgets.spend("user\nevery\n", allowance, user, 1) instanceof Budgets.Outcome.Spent);
    }

    private static void require(boolean passed) {
        if (!passed) {
            throw new IllegalStateException("a call was refused: this is no result");
        }
    }

    private static void time(String what, int calls, IntConsumer call) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long processor = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        for (int at = 0; at < calls; at++) {
            call.accept(at);
        }
        double clock = (System.nanoTime() - start) / 1_000.0 / calls;
        double used = (threads.getCurrentThreadCpuTime() - processor) / 1_000.0 / calls;
        System.out.printf("%s: %.2f us by the clock, %.2f us of processor time%n", what, clock, used);
    }
}

package io.tidegate.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.tidegate.crypto.Digest;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// May so much be spent of an allowance? Never more than it is, by all processes together that share the store, over
/// restarts and whatever fails.
///
/// A process takes some ahead (see [Account]) and gives it back when it is not used for a while, or ends. One that is
/// killed has spent what it took: at most a 32nd of the allowance, or 2 where that is more.
public final class Budgets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Budgets.class);
    private static final int ACCOUNTS_MAX = 100_000;
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final InstantSource clock;
    private final Executor background;
    private final LongSupplier nanos;
    private final Cache<String, Account> accounts;

    /// What came of it.
    public sealed interface Outcome {
        /// @param giveBack makes it unspent
        record Spent(Runnable giveBack) implements Outcome {}

        /// @param again when the next window begins
        record NotLeft(Instant again) implements Outcome {}
    }

    /// @param store asked first when something is spent
    /// @param background runs what no call waits for
    /// @param nanos a monotonic clock such as `System::nanoTime`
    public Budgets(Supplier<Store> store, InstantSource clock, Executor background, LongSupplier nanos) {
        this.ledger = new Ledger(store);
        this.clock = clock;
        this.background = work -> background.execute(() -> guarded(work));
        this.nanos = nanos;
        this.accounts = Caffeine.newBuilder()
                .maximumSize(ACCOUNTS_MAX)
                .expireAfterAccess(IDLE)
                .ticker(nanos::getAsLong)
                .scheduler(Scheduler.systemScheduler())
                .executor(Runnable::run)
                .<String, Account>evictionListener(this::evicted)
                .build();
    }

    /// Spends so much of what a subject has of an allowance, or nothing.
    ///
    /// @param budget which one it is: the same text after a restart means the same budget
    /// @param cost at least 1
    /// @throws StoreException if it can't be known whether there is so much
    public Outcome spend(String budget, Allowance allowance, String subject, long cost) {
        String name = Digest.of((budget + "\n" + allowance.window() + "\n" + subject).getBytes(StandardCharsets.UTF_8))
                .hex();
        Instant start = allowance.window().start(clock.instant());
        Instant end = allowance.window().end(start);
        Ledger.Entry entry = new Ledger.Entry(name, allowance.amount(), start, end);
        while (true) {
            Account account = account(entry);
            switch (account.spend(cost)) {
                case SPENT -> {
                    return new Outcome.Spent(() -> account.giveBack(cost));
                }
                case NOT_LEFT -> {
                    return new Outcome.NotLeft(end);
                }
                case CLOSED -> {} // it was pushed out just now
            }
        }
    }

    private Account account(Ledger.Entry entry) {
        List<Runnable> over = new ArrayList<>(1);
        Account account = accounts.asMap().compute(entry.account(), (_, known) -> {
            if (known != null && known.isOf(entry)) {
                return known;
            }
            if (known != null) {
                over.add(known.close());
            }
            return new Account(entry, ledger, background, nanos);
        });
        over.forEach(background::execute);
        return account;
    }

    private void evicted(@Nullable String name, @Nullable Account account, RemovalCause cause) {
        if (account != null) {
            background.execute(account.close());
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (StoreException | IllegalStateException busy) {
            LOG.warn("budgets can't be read or written just now: {}", busy.getMessage());
        }
    }

    /// Gives back what was taken ahead.
    @Override
    public void close() {
        accounts.asMap()
                .values()
                .forEach(account -> guarded(() -> {
                    account.awaitRest();
                    account.close().run();
                }));
        accounts.invalidateAll();
    }
}

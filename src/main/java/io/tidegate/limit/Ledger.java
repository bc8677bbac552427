package io.tidegate.limit;

import io.tidegate.store.Session;
import io.tidegate.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// How much of each allowance was taken, by all who share the store? Kept over restarts.
final class Ledger {
    /// How long what was taken is kept after its window has ended, should the clock be set back.
    private static final Duration KEPT = Duration.ofDays(40);

    private static final Duration TIDIED_EVERY = Duration.ofHours(1);

    private final Supplier<Store> store;
    private volatile Instant tidied = Instant.EPOCH;

    Ledger(Supplier<Store> store) {
        this.store = store;
    }

    /// One allowance of somebody in one window.
    ///
    /// @param account whose and which, as a digest: the store says nothing of who did what
    record Entry(String account, long amount, Instant start, Instant end) {}

    /// Takes at least `least` and at most `most`, or nothing. Returns how much it is.
    ///
    /// @throws io.tidegate.store.StoreException if that can't be noted
    long take(Entry entry, long least, long most) {
        return store.get().write(session -> {
            tidy(session, entry.start());
            long rest = entry.amount() - used(session, entry);
            if (rest < least) {
                return 0L;
            }
            long taken = Math.min(rest, most);
            session.execute(
                    "INSERT INTO budget_uses (account, began, ends, used) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (account, began) DO UPDATE SET used = budget_uses.used + excluded.used",
                    entry.account(),
                    entry.start().toEpochMilli(),
                    entry.end().toEpochMilli(),
                    taken);
            return taken;
        });
    }

    private static long used(Session session, Entry entry) {
        return session.queryOne(
                        "SELECT used FROM budget_uses WHERE account = ? AND began = ?",
                        row -> row.number("used"),
                        entry.account(),
                        entry.start().toEpochMilli())
                .orElse(0L);
    }

    /// @throws io.tidegate.store.StoreException if that can't be noted: then it stays taken
    void giveBack(Entry entry, long amount) {
        int _ = store.get()
                .write(session -> session.execute(
                        "UPDATE budget_uses SET used = used - ? WHERE account = ? AND began = ?",
                        amount,
                        entry.account(),
                        entry.start().toEpochMilli()));
    }

    private void tidy(Session session, Instant now) {
        if (!tidied.plus(TIDIED_EVERY).isAfter(now)) {
            tidied = now;
            int _ = session.execute(
                    "DELETE FROM budget_uses WHERE ends < ?", now.minus(KEPT).toEpochMilli());
        }
    }
}

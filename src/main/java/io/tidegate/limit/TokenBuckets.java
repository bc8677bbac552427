package io.tidegate.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// May this key do it once more now? One token bucket a key, in bounded memory, for one process only.
///
/// A bucket is one number: the time at which it will be full again (the "theoretical arrival time" of the generic cell
/// rate algorithm, ITU-T I.371). A full bucket is worth nothing to remember, so it is dropped as soon as it is full.
///
/// An attacker with very many keys can still push buckets out that are not full. Their times are then not lost: they
/// are kept in a small table of `SPILLS` numbers, the latest time for each group of keys (a hash picks the group), and
/// a bucket that comes back starts from its group's time.
public final class TokenBuckets {
    // INVARIANT: forgetting a bucket never makes it fuller. The error is one-sided: under such an attack other keys of
    // the same group may wait longer than they should, by at most the time an empty bucket takes to fill.
    private static final int SPILLS = 4096;

    private final long nanosBetween;
    private final long nanosToFill;
    private final LongSupplier nanoTime;
    private final long origin;
    private final Cache<String, Long> fullAt;
    private final AtomicLongArray spilled = new AtomicLongArray(SPILLS);

    /// Buckets of `burst` tokens (at least 1), refilled at `rate`, for about `keysMax` keys at once. `nanoTime` is a
    /// monotonic clock such as `System::nanoTime`.
    public TokenBuckets(Rate rate, int burst, int keysMax, LongSupplier nanoTime) {
        if (burst < 1 || keysMax < 1) {
            throw new IllegalArgumentException("a bucket holds at least 1 token, and there is at least 1 bucket");
        }
        this.nanosBetween = rate.nanosBetween();
        this.nanosToFill = Math.multiplyExact(nanosBetween, burst);
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        this.fullAt = Caffeine.newBuilder()
                .maximumSize(keysMax)
                .expireAfterAccess(Duration.ofNanos(nanosToFill)) // by then it is full, whatever happened
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .<String, Long>evictionListener(
                        this::spill) // runs inside the removal: no moment at which the time is nowhere
                .build();
    }

    /// Takes a token of `key`'s bucket and returns zero, or takes none and returns how long until there will be one.
    public Duration tryTake(String key) {
        long now = nanoTime.getAsLong() - origin;
        Take take = new Take(now);
        fullAt.asMap().compute(key, (_, before) -> take.from(before == null ? spilled.get(group(key)) : before));
        return take.wait;
    }

    /// How many buckets are remembered; for tests and metrics.
    long keys() {
        fullAt.cleanUp();
        return fullAt.estimatedSize();
    }

    private void spill(@Nullable String key, @Nullable Long time, RemovalCause cause) {
        if (key != null && time != null && cause != RemovalCause.EXPIRED) {
            spilled.accumulateAndGet(group(key), time, Math::max);
        }
    }

    private static int group(String key) {
        int hash = key.hashCode() * 0x9E3779B9; // Fibonacci hashing: neighbouring keys go to different groups
        return (hash >>> 16) % SPILLS;
    }

    private final class Take {
        private final long now;
        private Duration wait = Duration.ZERO;

        Take(long now) {
            this.now = now;
        }

        long from(long before) {
            long after = Math.max(before, now) + nanosBetween;
            long excess = after - now - nanosToFill;
            if (excess > 0) {
                wait = Duration.ofNanos(excess);
                return before;
            }
            return after;
        }
    }
}

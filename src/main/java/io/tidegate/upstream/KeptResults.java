package io.tidegate.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.call.Call;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Shares;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What came of calls whose clients wanted tasks, of servers that answered at once? Each is kept for its caller as a
/// task that has ended, for a while, in a bounded memory of which nobody alone gets all.
///
/// As the server said it: it is judged when it is asked for, like any result.
final class KeptResults {
    /// Begins the ids of such tasks. A server that makes one like it gains nothing: it would have to guess the rest.
    private static final String PREFIX = "io.tidegate/kept ";

    private static final long BYTES_MAX = 32 << 20;
    private static final long EACH = 1 << 10;
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Shares shares = new Shares(BYTES_MAX);
    private final Cache<String, Kept> kept = Caffeine.newBuilder()
            .expireAfterWrite(LIFETIME)
            .executor(Runnable::run)
            .<String, Kept>removalListener((_, gone, _) -> ended(gone))
            .build();

    KeptResults(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    private record Kept(String principal, String target, JsonDocument task, JsonDocument result, Shares.Share held) {}

    private static void ended(@Nullable Kept gone) {
        if (gone != null) {
            gone.held().close();
        }
    }

    /// The task as which the result is kept; nothing where there is no room.
    Optional<JsonDocument> keep(Call call, JsonDocument result) {
        kept.cleanUp();
        String principal = call.caller().principal().key();
        Optional<Shares.Share> held = shares.take(principal, EACH + result.memoryBytes());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        String id = PREFIX + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        boolean failed = result.root()
                .get("isError")
                .filter(error -> error.is(JsonKind.TRUE))
                .isPresent();
        String now = clock.instant().toString();
        JsonDocument task = new JsonWriter()
                .object()
                .member("taskId", id)
                .member("status", failed ? "failed" : "completed")
                .member("createdAt", now)
                .member("lastUpdatedAt", now)
                .member("ttlMs", LIFETIME.toMillis())
                .endObject()
                .document();
        kept.put(id, new Kept(principal, call.target().id(), task, result, held.get()));
        return Optional.of(task);
    }

    /// Whether the id is of this kind, whether or not there still is such a task.
    static boolean isOne(String id) {
        return id.startsWith(PREFIX);
    }

    Optional<JsonDocument> task(Way way) {
        return mine(way).map(Kept::task);
    }

    Optional<JsonDocument> result(Way way) {
        return mine(way).map(Kept::result);
    }

    private Optional<Kept> mine(Way way) {
        Call call = way.call();
        return Optional.ofNullable(kept.getIfPresent(way.task()))
                .filter(one -> one.principal().equals(call.caller().principal().key())
                        && one.target().equals(call.target().id()));
    }
}

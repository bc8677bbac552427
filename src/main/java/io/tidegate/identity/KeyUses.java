package io.tidegate.identity;

import io.tidegate.store.Session;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When was each key last used? Written to the store at most once a minute a key, beside the calls and several keys at
/// a time: no call waits for it, and none fails with it. What is not written when the process dies is lost.
final class KeyUses {
    static final Duration GRAIN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);

    private final Store store;
    private final Executor background;
    private final ConcurrentHashMap<String, Instant> unwritten = new ConcurrentHashMap<>();
    private final AtomicBoolean writing = new AtomicBoolean();

    KeyUses(Store store, Executor background) {
        this.store = store;
        this.background = background;
    }

    /// That this key, as the store has it, was used.
    void note(ApiKey key, Instant now) {
        boolean recent =
                key.lastUsed().filter(used -> used.plus(GRAIN).isAfter(now)).isPresent();
        if (recent) {
            return;
        }
        unwritten.put(key.id(), now);
        writeUnlessWriting();
    }

    private void writeUnlessWriting() {
        if (writing.compareAndSet(false, true)) {
            background.execute(this::write);
        }
    }

    private void write() {
        Map<String, Instant> taken = new HashMap<>(unwritten);
        try {
            store.write(session -> writeAll(session, taken));
        } catch (StoreException busy) {
            LOG.debug("when keys were last used can't be written just now");
        } finally {
            taken.forEach(unwritten::remove); // what can't be written is noted again when it is used again
            writing.set(false);
        }
        if (!unwritten.isEmpty()) {
            writeUnlessWriting();
        }
    }

    // Another process may have seen the key used later.
    private static int writeAll(Session session, Map<String, Instant> uses) {
        uses.forEach((id, used) -> session.execute(
                "UPDATE api_keys SET last_used = ? WHERE id = ? AND (last_used IS NULL OR last_used < ?)",
                used.toEpochMilli(),
                id,
                used.toEpochMilli()));
        return uses.size();
    }
}

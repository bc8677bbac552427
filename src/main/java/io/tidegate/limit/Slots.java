package io.tidegate.limit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Is there room for one more at once, for this key and in all? There is no queue: who finds no room is told so.
///
/// Remembers only keys that hold a slot, so memory is bounded by the total. For one process only.
public final class Slots {
    private final int perKey;
    private final int total;
    private final ConcurrentMap<String, Integer> held = new ConcurrentHashMap<>();
    private final AtomicInteger heldInAll = new AtomicInteger();

    /// At most `perKey` slots for each key and `total` for all keys together; both at least 1.
    public Slots(int perKey, int total) {
        if (perKey < 1 || total < 1) {
            throw new IllegalArgumentException("there is at least 1 slot");
        }
        this.perKey = perKey;
        this.total = total;
    }

    /// A slot for `key`, to be closed when the work is done; empty when there is no room.
    public Optional<Slot> tryTake(String key) {
        if (!enterAll()) {
            return Optional.empty();
        }
        AtomicBoolean entered = new AtomicBoolean();
        held.compute(key, (_, before) -> {
            int now = before == null ? 0 : before;
            entered.set(now < perKey);
            return entered.get() ? now + 1 : now;
        });
        if (!entered.get()) {
            heldInAll.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Slot(key));
    }

    /// How many slots are held in all.
    public int held() {
        return heldInAll.get();
    }

    private boolean enterAll() {
        int before = heldInAll.getAndUpdate(now -> now < total ? now + 1 : now);
        return before < total;
    }

    private void leave(String key) {
        held.computeIfPresent(key, (_, now) -> now == 1 ? null : now - 1);
        heldInAll.decrementAndGet();
    }

    /// Room for one. Closing it twice gives it back once.
    public final class Slot implements AutoCloseable {
        private final String key;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Slot(String key) {
            this.key = key;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                leave(key);
            }
        }
    }
}

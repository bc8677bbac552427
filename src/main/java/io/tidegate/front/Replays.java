package io.tidegate.front;

import io.tidegate.limit.Shares;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Which streams of calls can be gone on with after a connection was lost, and by whom?
///
/// By the session alone in which the call was made, which the caller has proven to be its own; an event's id is not
/// enough, and grants nothing. Kept by this process only, for a while, in a bounded memory of which nobody alone has
/// more than half.
final class Replays implements AutoCloseable {
    /// No call lasts longer; see the deadline of calls and the patience with clients that are asked.
    static final Duration CALL_MAX = Duration.ofMinutes(20);

    /// How soon a client asks for the rest.
    static final Duration RETRY = Duration.ofMillis(500);

    private static final long BYTES_MAX = 64 << 20;
    private static final long EACH = 2 << 10;
    private static final Duration KEPT = Duration.ofMinutes(2);
    private static final int ID_MAX = 100;

    private final RandomGenerator random;
    private final Shares memory;
    private final Map<String, KeptStream> streams = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Replays(RandomGenerator random) {
        this(random, BYTES_MAX);
    }

    Replays(RandomGenerator random, long bytesMax) {
        this.random = random;
        this.memory = new Shares(bytesMax);
    }

    /// Keeps a stream from now on, of whose session the caller is sure; nothing where there is no room.
    Optional<KeptStream> open(String principal, String scope) {
        if (closed) {
            return Optional.empty();
        }
        return room(principal, EACH, KeptStream.Weight.NEEDED).map(share -> {
            String name = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
            KeptStream stream = new KeptStream(this, name, principal, scope, share);
            streams.put(name, stream);
            return stream;
        });
    }

    /// Memory for `principal`. What is needed makes the oldest go of the caller's streams that have ended.
    Optional<Shares.Share> room(String principal, long bytes, KeptStream.Weight weight) {
        Optional<Shares.Share> share = memory.take(principal, bytes);
        while (share.isEmpty() && weight == KeptStream.Weight.NEEDED && evict(principal)) {
            share = memory.take(principal, bytes);
        }
        return share;
    }

    private boolean evict(String principal) {
        Optional<KeptStream> oldest = streams.values().stream()
                .filter(stream ->
                        stream.principal().equals(principal) && stream.endedAt().isPresent())
                .min(Comparator.comparing(stream -> stream.endedAt().orElse(Long.MAX_VALUE)));
        oldest.ifPresent(this::forget);
        return oldest.isPresent();
    }

    /// Where a client goes on.
    record Rest(KeptStream stream, long connection, long after) {}

    /// The rest of the stream that this event was on, for another connection from now on. Nothing where the event is of
    /// no stream of this session, or the stream is not kept any more.
    Optional<Rest> resume(String scope, String lastEvent) {
        int dash = lastEvent.lastIndexOf('-');
        if (dash < 1 || lastEvent.length() > ID_MAX) {
            return Optional.empty();
        }
        String number = lastEvent.substring(dash + 1);
        KeptStream stream = streams.get(lastEvent.substring(0, dash));
        boolean whole = !number.isEmpty()
                && number.length() < 10
                && number.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        if (stream == null || !whole || !stream.isOf(scope)) {
            return Optional.empty();
        }
        long after = Long.parseLong(number);
        return stream.takeOver(after).map(connection -> new Rest(stream, connection, after));
    }

    /// Forgets a stream.
    void forget(KeptStream stream) {
        if (streams.remove(stream.name(), stream)) {
            stream.forget();
        }
    }

    /// Forgets all streams of a session.
    void end(String scope) {
        forget(stream -> stream.isOf(scope));
    }

    /// Forgets what ended long ago. Does not block.
    void tend() {
        if (!streams.isEmpty()) {
            forget(stream -> stream.isOld(KEPT.toNanos()));
        }
    }

    private void forget(Predicate<KeptStream> which) {
        streams.values().stream().filter(which).toList().forEach(this::forget);
    }

    int size() {
        return streams.size();
    }

    @Override
    public void close() {
        closed = true;
        forget(_ -> true);
    }
}

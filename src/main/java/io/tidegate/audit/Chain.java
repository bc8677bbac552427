package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How far does the chain hold? What is carried from record to record and from segment to segment.
final class Chain {
    private static final int RECENT_MAX =
            1024; // how far apart two swapped records are still recognised by their hashes

    private final Map<Long, Digest> recent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Digest> eldest) {
            return size() > RECENT_MAX;
        }
    };
    private final Optional<Checkpoint> head;
    // A damaged record leaves two hashes that the next may continue: the one that stands there, and the one it has.
    private Digest stored = Digest.ZERO;
    private Digest computed = Digest.ZERO;
    private long expected = 1;
    private long highest;
    private long signedTo;
    private long records;
    private long unsigned;
    private boolean headSeen;
    private boolean headBroken;
    private RecordKind last = RecordKind.CHECKPOINT;
    private boolean closed;
    private Optional<Instant> firstTime = Optional.empty();
    private Optional<Instant> lastTime = Optional.empty();

    /// `head` is a checkpoint from outside the chain, its signature already checked.
    Chain(Optional<Checkpoint> head) {
        this.head = head;
    }

    long expected() {
        return expected;
    }

    void expect(long sequence) {
        expected = sequence;
    }

    long highest() {
        return highest;
    }

    long signedTo() {
        return signedTo;
    }

    /// The last sequence that someone signed for, here or in `head`.
    long vouchedTo() {
        return Math.max(signedTo, head.map(Checkpoint::covers).orElse(0L));
    }

    long records() {
        return records;
    }

    long unsigned() {
        return unsigned;
    }

    boolean closed() {
        return closed;
    }

    RecordKind last() {
        return last;
    }

    boolean headBroken() {
        return headBroken;
    }

    boolean headSeen() {
        return headSeen;
    }

    Optional<Instant> firstTime() {
        return firstTime;
    }

    Optional<Instant> lastTime() {
        return lastTime;
    }

    /// The next record continues one of these.
    void continueFrom(Digest stands, Digest should) {
        stored = stands;
        computed = should;
    }

    boolean continues(Digest previous) {
        return previous.equals(stored) || previous.equals(computed);
    }

    Digest stored() {
        return stored;
    }

    boolean inPlace(Frame frame, Window window) throws IOException {
        return frame.follows(stored, window) || (!computed.equals(stored) && frame.follows(computed, window));
    }

    /// Whether `frame` continues the record that was numbered one less, wherever that stood.
    boolean resumes(Frame frame, Window window) throws IOException {
        Digest before = recent.get(frame.sequence() - 1);
        return before != null && frame.follows(before, window);
    }

    /// Goes on after `frame`, which counts as the record `sequence`.
    void pass(Frame frame, long sequence, Window window) throws IOException {
        computed = inPlace(frame, window) ? frame.stored() : frame.hashAfter(stored, window);
        stored = frame.stored();
        recent.put(sequence, stored);
        if (head.isPresent() && head.get().covers() == sequence) {
            headSeen = true;
            headBroken = !continues(head.get().chain());
        }
        highest = Math.max(highest, sequence);
        expected = sequence + 1;
    }

    void count(Frame frame, RecordKind kind) {
        records++;
        last = kind;
        closed = kind == RecordKind.CLOSED || (closed && kind == RecordKind.CHECKPOINT);
        unsigned = kind == RecordKind.CHECKPOINT ? 0 : unsigned + 1;
        if (firstTime.isEmpty()) {
            firstTime = Optional.of(frame.time());
        }
        lastTime = Optional.of(frame.time());
    }

    void signed(long sequence) {
        signedTo = Math.max(signedTo, sequence);
    }
}

package io.tidegate.audit;

import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Which intents would be there after a power cut? A disk that knows what was forced, and can be slow, held, or broken.
///
/// What is written counts as kept only when a force that began after the write has returned.
public final class WatchedDisk {
    private static final int KIND_AT = 24;
    private static final int PAYLOAD_AT = 28;

    private final Supplier<Duration> slowness;
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean held;
    private boolean reached;
    private volatile boolean broken;

    /// @param slowness how long each force takes at least
    public WatchedDisk(Supplier<Duration> slowness) {
        this.slowness = slowness;
    }

    public Trail open(TrailSettings settings, KeyRing keys, InstantSource clock) throws IOException {
        TrailDirectory directory = TrailDirectory.make(settings.directory());
        return Trail.open(settings, keys.signer(), clock, over(new SegmentFiles(directory, settings.segmentBytes())));
    }

    /// Whether the intent of this call would outlive the machine.
    public boolean keepsIntent(String call) {
        return kept.contains(call);
    }

    /// From now on nothing that is written is kept, until it is let go.
    public void hold() {
        set(true);
    }

    public void letGo() {
        set(false);
    }

    private void set(boolean hold) {
        lock.lock();
        try {
            held = hold;
            reached = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until a force of an intent stands before the disk that is held.
    public void awaitHeldIntent() throws InterruptedException {
        lock.lock();
        try {
            while (!reached) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// From now on every force fails.
    public void damage() {
        broken = true;
    }

    private Segments over(Segments real) {
        return new Segments() {
            @Override
            public Segment prepare(long number) throws IOException {
                return new Watched(real.prepare(number));
            }

            @Override
            public Segment reopen(long number) throws IOException {
                return new Watched(real.reopen(number));
            }
        };
    }

    private void pass(boolean withIntent) {
        LockSupport.parkNanos(slowness.get().toNanos());
        lock.lock();
        try {
            while (held) {
                reached |= withIntent;
                changed.signalAll();
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Watched implements Segment {
        private final Segment real;
        private final ConcurrentLinkedQueue<String> written = new ConcurrentLinkedQueue<>();

        private Watched(Segment real) {
            this.real = real;
        }

        @Override
        public long size() {
            return real.size();
        }

        @Override
        public void write(long offset, byte[] bytes, int length) throws IOException {
            real.write(offset, bytes, length);
            intent(bytes).ifPresent(written::add);
        }

        private static Optional<String> intent(byte[] bytes) {
            ByteBuffer record = ByteBuffer.wrap(bytes);
            boolean intent = record.getInt(0) == Frame.MARKER && record.getInt(KIND_AT) == RecordKind.INTENT.code();
            return intent
                    ? About.call(java.util.Arrays.copyOfRange(bytes, PAYLOAD_AT, bytes.length))
                    : Optional.empty();
        }

        @Override
        public void force() throws IOException {
            List<String> covered = List.copyOf(written);
            pass(!covered.isEmpty());
            if (broken) {
                throw new IOException("the disk is broken");
            }
            real.force();
            covered.forEach(written::remove);
            kept.addAll(covered);
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}

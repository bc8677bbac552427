package io.tidegate.audit;

import io.tidegate.crypto.KeyRing;
import io.tidegate.crypto.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What happened, on record? Appends records that outlive a kill at once, and a power cut after `awaitDurable`.
///
/// Records are numbered, timed, chained by hash, and signed by checkpoints at least every 10,000 records and every
/// second in which something was written. When the disk fails or is full the trail is over: every later call throws
/// `TrailUnavailable`, until the process starts again. Does not keep anyone who owns the disk and the signing key from
/// writing another trail.
public final class Trail implements AutoCloseable {
    static final int CHECKPOINT_RECORDS = 10_000;
    private static final long CHECKPOINT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration SPARE_DEADLINE = Duration.ofSeconds(10); // a disk that needs longer for 16 MiB fails
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);

    private final TrailSettings settings;
    private final Signer signer;
    private final InstantSource clock;
    private final TrailLock fileLock;
    private final HeadFile head;
    private final SpareSegment spare;
    private final GroupSync sync;

    // INVARIANT: everything below is touched only under the lock, which is never held while the disk is waited for.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition spareReady = lock.newCondition();
    private final RecordWriter writer;
    private final OpenCalls openCalls;
    private final Deque<Segment> full = new ArrayDeque<>();
    private Optional<Checkpoint> newest = Optional.empty();
    private int unsigned;
    private long signedAt;

    private final TrailLife life;
    private volatile long appended;

    /// Opens the trail in the settings' directory, or begins it; after a crash, cuts a torn record, says so in the
    /// `OPENED` record, and knows the calls that were left open.
    ///
    /// Throws `TrailInUse` if another process writes it, `TrailDamaged` if it is not as it was written (run
    /// `tidegate trail verify`), and `IOException` when the disk fails.
    public static Trail open(TrailSettings settings, KeyRing keys, InstantSource clock) throws IOException {
        TrailDirectory directory = TrailDirectory.make(settings.directory());
        return open(settings, keys.signer(), clock, new SegmentFiles(directory, settings.segmentBytes()));
    }

    static Trail open(TrailSettings settings, Signer signer, InstantSource clock, Segments segments)
            throws IOException {
        TrailDirectory directory = TrailDirectory.make(settings.directory());
        TrailLock fileLock = TrailLock.take(directory);
        try {
            Recovery recovery = Recovery.of(directory, settings, signer, micros(clock.instant()), segments);
            Parts parts = new Parts(fileLock, HeadFile.open(directory.head()), recovery, segments);
            Trail trail = new Trail(settings, signer, clock, parts);
            trail.start(recovery);
            return trail;
        } catch (IOException | RuntimeException failed) {
            fileLock.release();
            throw failed;
        }
    }

    private record Parts(TrailLock lock, HeadFile head, Recovery recovery, Segments segments) {}

    private Trail(TrailSettings settings, Signer signer, InstantSource clock, Parts parts) {
        this.settings = settings;
        this.signer = signer;
        this.clock = clock;
        life = new TrailLife(settings.directory());
        fileLock = parts.lock();
        head = parts.head();
        writer = parts.recovery().writer();
        openCalls = parts.recovery().openCalls();
        appended = writer.sequence();
        signedAt = System.nanoTime();
        spare = new SpareSegment(parts.segments(), this::spareReady);
        sync = new GroupSync(new DiskWork(), settings.node());
    }

    private void start(Recovery recovery) throws IOException {
        spare.prepare(writer.number() + 1);
        lock.lock();
        try {
            write(RecordKind.OPENED, recovery.opened(settings.node()));
            checkpoint();
        } finally {
            lock.unlock();
        }
        sync.start();
        sync.await(appended, SPARE_DEADLINE);
    }

    /// Puts one record at the end and returns its sequence. When it returns, the record outlives the process.
    ///
    /// `json` is one JSON object of at most 1 MiB (and a quarter of a segment). For `INTENT`, `SEALED` and
    /// `REFUSED` it begins `{"call":"ID"` with an id of 1 to 64 letters, digits, `_` or `-`. Of the other
    /// kinds callers write only `CHANGE`. Throws `IllegalArgumentException` for anything else, and
    /// `TrailUnavailable` when the trail is over.
    public long append(RecordKind kind, byte[] json) {
        if (kind.ours()) {
            throw new IllegalArgumentException("the trail writes records of this kind itself");
        }
        if (json.length > Math.min(Frame.PAYLOAD_BYTES_MAX, settings.segmentBytes() / 4)) {
            throw new IllegalArgumentException("the record is larger than the trail takes");
        }
        Optional<String> call = About.call(json);
        if (kind.namesCall() && call.isEmpty()) {
            throw new IllegalArgumentException("the record does not begin with the id of its call");
        }
        lock.lock();
        try {
            life.check();
            openCalls.check(kind);
            long sequence = write(kind, json);
            call.ifPresent(id -> openCalls.note(kind, id, sequence));
            return sequence;
        } catch (IOException failed) {
            life.fail(failed);
            throw TrailLife.over(failed);
        } finally {
            lock.unlock();
        }
    }

    /// Returns when the record `sequence` and all before it are on the disk. Throws `TrailUnavailable` when they are
    /// not within `deadline`, or the trail is over.
    public void awaitDurable(long sequence, Duration deadline) {
        if (sequence > appended) {
            throw new IllegalArgumentException("there is no such record yet");
        }
        sync.await(sequence, deadline);
    }

    /// The calls with an intent and no end: right after `open`, those that a crash interrupted. Each is to be sealed.
    public List<OpenCall> openCalls() {
        lock.lock();
        try {
            return openCalls.list();
        } finally {
            lock.unlock();
        }
    }

    /// How many records are appended and not yet on the disk.
    public long lag() {
        return Math.max(0, appended - sync.durable());
    }

    /// Whether records are taken: it is open, and the disk has not failed.
    public boolean writable() {
        return life.running();
    }

    /// The sequence of the last record.
    public long lastSequence() {
        return appended;
    }

    /// The text form of the public key that signs the checkpoints.
    public String publicKey() {
        return signer.publicKey();
    }

    /// Writes the end, signs it, waits for the disk, and lets another process open the trail.
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (life.closed()) {
                return;
            }
            if (life.running()) {
                write(RecordKind.CLOSED, EMPTY);
                checkpoint();
            }
            life.close();
        } finally {
            lock.unlock();
        }
        try {
            sync.stop();
            spare.close();
            writer.segment().close();
            head.close();
        } finally {
            fileLock.release();
        }
    }

    private long write(RecordKind kind, byte[] json) throws IOException {
        while (!writer.fits(json.length)) {
            Optional<Segment> next = spare.take();
            if (next.isPresent()) {
                turn(next.get());
            } else {
                awaitSpare();
            }
        }
        long sequence = writer.write(kind, micros(clock.instant()), json);
        unsigned++;
        appended = sequence;
        if (unsigned >= CHECKPOINT_RECORDS && writer.fits(0)) {
            checkpoint();
        }
        return sequence;
    }

    /// Ends the segment with a signature and goes on to the next one.
    private void turn(Segment next) throws IOException {
        if (!writer.signed()) {
            checkpoint();
        }
        SegmentHeader header = new SegmentHeader(
                writer.number() + 1,
                writer.sequence() + 1,
                micros(clock.instant()),
                writer.chain(),
                signer.verifier(),
                next.size(),
                settings.node());
        full.add(writer.segment());
        writer.begin(next, header);
        spare.prepare(header.segment() + 1);
        for (byte[] carried : openCalls.json(settings.segmentBytes() / 4)) {
            if (!writer.fits(carried.length)) {
                life.fail(new IllegalStateException("more calls are open than fit into a segment"));
                throw new TrailUnavailable("more calls are open than the trail can carry");
            }
            appended = writer.write(RecordKind.CARRIED, header.micros(), carried);
            unsigned++;
        }
    }

    /// Waits, without the lock, for a spare or for another thread that went on to one.
    private void awaitSpare() {
        long began = writer.number();
        long left = SPARE_DEADLINE.toNanos();
        try {
            while (writer.number() == began && !spare.ready()) {
                left = spareReady.awaitNanos(left);
                if (left <= 0) {
                    life.fail(new IOException("no new segment in time"));
                }
                life.check();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new TrailUnavailable("the wait for a new trail segment was interrupted");
        }
    }

    private void spareReady(Optional<IOException> failure) {
        lock.lock();
        try {
            failure.ifPresent(life::fail);
            spareReady.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void checkpoint() throws IOException {
        Checkpoint checkpoint = Checkpoint.sign(writer.sequence(), writer.chain(), writer.number(), signer);
        appended = writer.write(RecordKind.CHECKPOINT, micros(clock.instant()), checkpoint.json());
        newest = Optional.of(checkpoint);
        unsigned = 0;
        signedAt = System.nanoTime();
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /// What the sync thread does with the trail's parts.
    private final class DiskWork implements GroupSync.Work {
        private Optional<Checkpoint> written = Optional.empty();
        private Optional<Checkpoint> durable = Optional.empty();

        @Override
        public void prepare() throws IOException {
            lock.lock();
            try {
                boolean late = unsigned > 0 && System.nanoTime() - signedAt >= CHECKPOINT_NANOS;
                if (life.running() && late && writer.fits(0)) {
                    checkpoint();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long force() throws IOException {
            List<Segment> finished;
            Segment current;
            long reached;
            Optional<Checkpoint> signed;
            lock.lock();
            try {
                finished = new ArrayList<>(full);
                full.clear();
                current = writer.segment();
                reached = writer.sequence();
                signed = newest;
            } finally {
                lock.unlock();
            }
            for (Segment segment : finished) {
                segment.force();
                segment.close();
            }
            current.force();
            durable = signed;
            return reached;
        }

        // INVARIANT: `head` never tells of a record that is not on the disk.
        @Override
        public void afterwards() throws IOException {
            if (durable.isPresent() && !durable.equals(written)) {
                head.write(durable.get());
                written = durable;
            }
        }

        @Override
        public void failed(Throwable cause) {
            lock.lock();
            try {
                life.fail(cause);
                spareReady.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void check() {
            life.checkDisk();
        }

        @Override
        public long appended() {
            return appended;
        }
    }
}

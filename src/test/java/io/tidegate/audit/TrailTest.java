package io.tidegate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrailTest {
    @TempDir
    Path folder;

    private TrailFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new TrailFixture(folder);
    }

    @Test
    void numbersWhatItIsGiven() throws Exception {
        try (Trail trail = fixture.open()) {
            long intent = trail.append(RecordKind.INTENT, TrailFixture.call("a"));
            long sealed = trail.append(RecordKind.SEALED, TrailFixture.call("a"));
            trail.awaitDurable(sealed, TrailFixture.DEADLINE);

            assertThat(sealed).isEqualTo(intent + 1);
            assertThat(trail.openCalls()).isEmpty();
        }
        assertThat(fixture.verify().intact()).isTrue();
    }

    @Test
    void keepsEveryRecordOfManyThreadsOverManySegments() throws Exception {
        int threads = 16;
        int each = 40;
        Set<Long> durable = ConcurrentHashMap.newKeySet();
        try (Trail trail = fixture.open();
                ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < threads; thread++) {
                String id = "t" + thread;
                workers.execute(() -> {
                    for (int record = 0; record < each; record++) {
                        long sequence = trail.append(RecordKind.REFUSED, TrailFixture.call(id));
                        trail.awaitDurable(sequence, TrailFixture.DEADLINE);
                        durable.add(sequence);
                    }
                });
            }
            workers.shutdown();
            assertThat(workers.awaitTermination(20, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        }
        Verification verification = fixture.verify();

        assertThat(durable).hasSize(threads * each);
        assertThat(verification.findings()).isEmpty();
        assertThat(verification.segments()).isGreaterThan(10);
        assertThat(TrailReader.find(fixture.directory, "t7")).hasSize(each);
    }

    @Test
    void continuesTheChainAfterCleanStop() throws Exception {
        fixture.write(3);
        fixture.write(3);
        Verification verification = fixture.verify();

        assertThat(verification.findings()).isEmpty();
        assertThat(verification.records()).isEqualTo(2 * (3 * 2 + 4));
    }

    @Test
    void knowsCallsThatCrashLeftOpen() throws Exception {
        Path live = folder.resolve("live");
        TrailSettings there = new TrailSettings(live, TrailFixture.SEGMENT_BYTES, "node-1");
        long open;
        try (Trail trail = Trail.open(there, fixture.keys, fixture.clock())) {
            open = trail.append(RecordKind.INTENT, TrailFixture.call("long-one"));
            for (int call = 0; call < 50; call++) {
                trail.append(RecordKind.INTENT, TrailFixture.call("c" + call));
                trail.append(RecordKind.SEALED, TrailFixture.call("c" + call));
            }
            long last = trail.append(RecordKind.INTENT, TrailFixture.call("late-one"));
            trail.awaitDurable(last, TrailFixture.DEADLINE);
            TrailFiles.copy(live, fixture.directory);
        }
        try (Trail trail = fixture.open()) {
            assertThat(trail.openCalls()).extracting(OpenCall::call).containsExactly("long-one", "late-one");
            assertThat(trail.openCalls().getFirst().sequence()).isEqualTo(open);
            trail.append(RecordKind.SEALED, TrailFixture.call("long-one"));
            trail.append(RecordKind.SEALED, TrailFixture.call("late-one"));
        }
        try (Trail trail = fixture.open()) {
            assertThat(trail.openCalls()).isEmpty();
        }
        assertThat(fixture.verify().findings()).isEmpty();
    }

    @Test
    void cutsTornRecordAndSaysSo() throws Exception {
        fixture.crash(3);
        long sequence = TrailFiles.frames(TrailFiles.read(fixture.directory, 1)).size();
        Finding.TornTail torn = TrailFiles.tear(fixture.directory);
        fixture.open().close();

        assertThat(fixture.verify().findings()).isEmpty();
        List<TrailRecord> opened = records(RecordKind.OPENED);
        assertThat(opened.getLast().sequence()).isLessThanOrEqualTo(sequence);
        assertThat(opened.getLast().json())
                .contains("\"torn\":{\"segment\":1,\"offset\":" + torn.offset() + ",\"bytes\":" + torn.bytes() + "}");
    }

    @Test
    void cutsRecordTornAtEveryBorder() throws Exception {
        fixture.crash(3);
        byte[] whole = TrailFiles.read(fixture.directory, 1);
        Path kept = folder.resolve("kept");
        TrailFiles.copy(fixture.directory, kept);
        List<Frame> frames = TrailFiles.frames(whole);
        long signed = frames.get(1).end();
        for (int border = (int) (signed / 512 + 1) * 512;
                border < frames.getLast().end();
                border += 512) {
            TrailFiles.copy(kept, fixture.directory);
            byte[] torn = whole.clone();
            Arrays.fill(torn, border, torn.length, (byte) 0);
            TrailFiles.write(fixture.directory, 1, torn);
            assertThat(fixture.verify().intact()).as("border %d", border).isTrue();
            fixture.open().close();
            assertThat(fixture.verify().findings()).as("border %d", border).isEmpty();
        }
    }

    @Test
    void refusesToContinueDamagedTrail() throws Exception {
        fixture.crash(3);
        byte[] good = TrailFiles.read(fixture.directory, 1);
        for (int place : new int[] {10, SegmentHeader.BYTES + 2, SegmentHeader.BYTES + 40, good.length - 1}) {
            byte[] bad = good.clone();
            bad[place] ^= 1;
            TrailFiles.write(fixture.directory, 1, bad);
            assertThatExceptionOfType(TrailDamaged.class)
                    .isThrownBy(fixture::open)
                    .withMessageContaining("tidegate trail verify");
        }
        TrailFiles.write(fixture.directory, 1, good);
        fixture.open().close();
    }

    @Test
    void refusesToContinueWhenSignedRecordsAreGone() throws Exception {
        fixture.write(3);
        byte[] segment = TrailFiles.read(fixture.directory, 1);
        List<Frame> frames = TrailFiles.frames(segment);
        TrailFiles.write(fixture.directory, 1, TrailFiles.rearranged(segment, frames.subList(0, 5)));
        assertThatExceptionOfType(TrailDamaged.class).isThrownBy(fixture::open);

        Files.delete(TrailFiles.segment(fixture.directory, 1));
        assertThatExceptionOfType(TrailDamaged.class).isThrownBy(fixture::open);
    }

    @Test
    void refusesAnotherKey() throws Exception {
        fixture.write(1);
        KeyRing other = KeyRing.open(folder.resolve("other-keys"), new SecureRandom());

        assertThatExceptionOfType(TrailDamaged.class)
                .isThrownBy(() -> Trail.open(fixture.settings, other, fixture.clock()))
                .withMessageContaining(other.signer().keyId());
    }

    @Test
    void letsOneWriterInAtOnce() throws Exception {
        Trail first = fixture.open();
        assertThatExceptionOfType(TrailInUse.class).isThrownBy(fixture::open).withMessageContaining("another process");
        first.close();
        fixture.open().close();
    }

    @Test
    void keepsFilesToTheOwner() throws Exception {
        fixture.write(1);
        try (var files = Files.list(fixture.directory)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file.getFileName())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void refusesPayloadsThatItCannotKeep() throws Exception {
        try (Trail trail = fixture.open()) {
            for (String json :
                    List.of("{}", "{\"call\":\"\"}", "{\"call\":\"a b\"}", "{ \"call\":\"a\"}", "{\"call\":\"a")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> trail.append(RecordKind.INTENT, json.getBytes(StandardCharsets.UTF_8)));
            }
            byte[] large = new byte[TrailFixture.SEGMENT_BYTES / 4 + 1];
            assertThatIllegalArgumentException().isThrownBy(() -> trail.append(RecordKind.CHANGE, large));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trail.append(RecordKind.CLOSED, TrailFixture.call("a")));
            assertThatIllegalArgumentException().isThrownBy(() -> trail.awaitDurable(99, TrailFixture.DEADLINE));
        }
        assertThat(fixture.verify().findings()).isEmpty();
    }

    @Test
    void outlivesInterruptsOfItsCallers() throws Exception {
        try (Trail trail = fixture.open()) {
            Thread.currentThread().interrupt();
            long sequence = trail.append(RecordKind.REFUSED, TrailFixture.call("a"));
            assertThat(Thread.interrupted()).isTrue();
            trail.awaitDurable(sequence, TrailFixture.DEADLINE);
            trail.append(RecordKind.REFUSED, TrailFixture.call("b"));
        }
        assertThat(fixture.verify().findings()).isEmpty();
    }

    @Test
    void refusesEverythingAfterDiskFailed() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        Trail trail = Trail.open(fixture.settings, fixture.keys.signer(), fixture.clock(), failing(broken));
        long before = trail.append(RecordKind.REFUSED, TrailFixture.call("a"));
        trail.awaitDurable(before, TrailFixture.DEADLINE);
        broken.set(true);
        long lost = trail.append(RecordKind.REFUSED, TrailFixture.call("b"));

        assertThatExceptionOfType(TrailUnavailable.class)
                .isThrownBy(() -> trail.awaitDurable(lost, TrailFixture.DEADLINE));
        broken.set(false);
        assertThatExceptionOfType(TrailUnavailable.class)
                .isThrownBy(() -> trail.append(RecordKind.REFUSED, TrailFixture.call("c")));
        assertThatExceptionOfType(TrailUnavailable.class)
                .isThrownBy(() -> trail.awaitDurable(lost, TrailFixture.DEADLINE));
        trail.close();
    }

    @Test
    void refusesWhenDiskIsFull() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        Segments real = new SegmentFiles(TrailDirectory.make(fixture.directory), TrailFixture.SEGMENT_BYTES);
        Segments filling = new Segments() {
            @Override
            public Segment prepare(long number) throws IOException {
                if (full.get()) {
                    throw new IOException("no space left");
                }
                full.set(number == 2);
                return real.prepare(number);
            }

            @Override
            public Segment reopen(long number) throws IOException {
                return real.reopen(number);
            }
        };
        Trail trail = Trail.open(fixture.settings, fixture.keys.signer(), fixture.clock(), filling);
        assertThatExceptionOfType(TrailUnavailable.class).isThrownBy(() -> {
            for (int record = 0; record < 1000; record++) {
                trail.append(RecordKind.REFUSED, TrailFixture.call("a"));
            }
        });
        trail.close();
        assertThat(fixture.verify().intact()).isTrue();
    }

    @Test
    void refusesWhenItsFilesWereTakenAway() throws Exception {
        Trail trail = fixture.open();
        long before = trail.append(RecordKind.INTENT, TrailFixture.call("a"));
        trail.awaitDurable(before, TrailFixture.DEADLINE);

        Files.move(fixture.directory, fixture.directory.resolveSibling("away"));

        assertThatExceptionOfType(TrailUnavailable.class).isThrownBy(() -> {
            long after = trail.append(RecordKind.INTENT, TrailFixture.call("b"));
            trail.awaitDurable(after, TrailFixture.DEADLINE);
        });
        assertThat(trail.writable()).isFalse();
        trail.close();
    }

    @Test
    void refusesToWaitForeverForTheDisk() throws Exception {
        try (Trail trail = fixture.open()) {
            long sequence = trail.append(RecordKind.REFUSED, TrailFixture.call("a"));
            assertThatExceptionOfType(TrailUnavailable.class)
                    .isThrownBy(() -> trail.awaitDurable(sequence, Duration.ofNanos(1)));
            trail.awaitDurable(sequence, TrailFixture.DEADLINE);
        }
    }

    @Test
    void refusesAfterClose() throws Exception {
        Trail trail = fixture.open();
        trail.close();
        trail.close();

        assertThatExceptionOfType(TrailUnavailable.class)
                .isThrownBy(() -> trail.append(RecordKind.REFUSED, TrailFixture.call("a")));
    }

    private Segments failing(AtomicBoolean broken) throws IOException {
        Segments real = new SegmentFiles(TrailDirectory.make(fixture.directory), TrailFixture.SEGMENT_BYTES);
        return new Segments() {
            @Override
            public Segment prepare(long number) throws IOException {
                return new FailingSegment(real.prepare(number), broken);
            }

            @Override
            public Segment reopen(long number) throws IOException {
                return new FailingSegment(real.reopen(number), broken);
            }
        };
    }

    /// A segment whose disk fails when it is told to.
    private record FailingSegment(Segment real, AtomicBoolean broken) implements Segment {
        @Override
        public long size() {
            return real.size();
        }

        @Override
        public void write(long offset, byte[] bytes, int length) throws IOException {
            real.write(offset, bytes, length);
        }

        @Override
        public void force() throws IOException {
            if (broken.get()) {
                throw new IOException("the disk is broken");
            }
            real.force();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }

    private List<TrailRecord> records(RecordKind kind) throws IOException {
        List<TrailRecord> found = new java.util.ArrayList<>();
        try (TrailReader reader = TrailReader.fromStart(fixture.directory)) {
            for (var record = reader.next(); record.isPresent(); record = reader.next()) {
                if (record.get().kind() == kind) {
                    found.add(record.get());
                }
            }
        }
        return found;
    }
}

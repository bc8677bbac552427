package io.tidegate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidegate.crypto.Digest;
import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrailVerifierTest {
    private static final int CALLS = 40; // three segments and a bit

    @TempDir
    Path folder;

    private TrailFixture fixture;
    private Path directory;

    @BeforeEach
    void prepare() {
        fixture = new TrailFixture(folder);
        directory = fixture.directory;
    }

    @Test
    void findsNothingInWhatWasWritten() throws Exception {
        fixture.write(CALLS);
        Verification verification = fixture.verify();

        assertThat(verification.findings()).isEmpty();
        assertThat(verification.segments()).isGreaterThan(2);
        assertThat(verification.ending()).isEqualTo(Verification.Ending.CLOSED);
        assertThat(verification.first()).contains(TrailFixture.START.plusMillis(1));
        assertThat(verification.signedTo()).isEqualTo(verification.records() - 1);
        assertThat(verification.keyId()).contains(fixture.keys.signer().keyId());
        assertThat(TrailVerifier.verify(directory, new Trust.OnRecord())).isEqualTo(verification);
    }

    @Test
    void findsFlippedBitInPayload() throws Exception {
        fixture.write(CALLS);
        flip(1, frame(1, 5).offset() + Frame.HEAD_BYTES + 3);

        assertFindings(new Finding.FlippedBits(1, 6, frame(1, 5).offset()));
    }

    @Test
    void findsFlippedBitInEveryField() throws Exception {
        fixture.write(CALLS);
        byte[] good = TrailFiles.read(directory, 2);
        Frame frame = frame(2, 4);
        long hash = frame.end() - Digest.SIZE;
        long[] places = {0, 3, Frame.LENGTH_AT, Frame.LENGTH_AT + 3, Frame.SEQUENCE_AT, Frame.SEQUENCE_AT + 7, 20, 27};
        for (long place : places) {
            flip(2, frame.offset() + place);
            assertFindings(new Finding.FlippedBits(2, frame.sequence(), frame.offset()));
            TrailFiles.write(directory, 2, good);
        }
        flip(2, hash);
        assertFindings(new Finding.FlippedBits(2, frame.sequence(), frame.offset()));
    }

    @Test
    void findsFlippedBitInHeader() throws Exception {
        fixture.write(CALLS);
        byte[] good = TrailFiles.read(directory, 2);
        for (long place : new long[] {0, 8, 20, 50, 80, 120, SegmentHeader.HASH_AT}) {
            flip(2, place);
            assertFindings(new Finding.FlippedBits(2, 0, 0));
            TrailFiles.write(directory, 2, good);
        }
        assertFindings();
    }

    @Test
    void findsCutAndNamesWhatIsGone() throws Exception {
        fixture.write(CALLS);
        byte[] segment = TrailFiles.read(directory, 1);
        List<Frame> kept = new ArrayList<>(TrailFiles.frames(segment));
        kept.subList(5, 8).clear();
        TrailFiles.write(directory, 1, TrailFiles.rearranged(segment, kept));

        assertFindings(new Finding.Cut(5, 9));
    }

    @Test
    void saysOneThatWasCutOutAsOne() {
        assertThat(new Finding.Cut(5, 7).text()).isEqualTo("record 6 was cut out");
        assertThat(new Finding.Cut(5, 8).text()).isEqualTo("records 6 to 7 were cut out");
    }

    @Test
    void findsCutThatLeftZeros() throws Exception {
        fixture.write(CALLS);
        byte[] segment = TrailFiles.read(directory, 1);
        Arrays.fill(segment, (int) frame(1, 5).offset(), (int) frame(1, 8).offset(), (byte) 0);
        TrailFiles.write(directory, 1, segment);

        assertFindings(new Finding.Cut(5, 9));
    }

    @Test
    void findsCutAtTheEndOfSegmentBeforeTheLast() throws Exception {
        fixture.write(CALLS);
        byte[] segment = TrailFiles.read(directory, 1);
        List<Frame> frames = TrailFiles.frames(segment);
        int kept = frames.size() - 4;
        TrailFiles.write(directory, 1, TrailFiles.rearranged(segment, frames.subList(0, kept)));

        assertThat(fixture.verify().findings()).contains(new Finding.Cut(kept, frames.size() + 1));
    }

    @Test
    void findsReorderedNeighbours() throws Exception {
        fixture.write(CALLS);
        byte[] segment = TrailFiles.read(directory, 1);
        List<Frame> frames = new ArrayList<>(TrailFiles.frames(segment));
        Collections.swap(frames, 5, 6);
        TrailFiles.write(directory, 1, TrailFiles.rearranged(segment, frames));

        assertThat(fixture.verify().findings())
                .singleElement()
                .matches(finding ->
                        finding instanceof Finding.Reordered(var in, var sequence, var _) && in == 1 && sequence == 6);
    }

    @Test
    void findsRecordMovedFarAway() throws Exception {
        fixture.write(CALLS);
        byte[] segment = TrailFiles.read(directory, 1);
        List<Frame> frames = new ArrayList<>(TrailFiles.frames(segment));
        frames.add(15, frames.remove(5));
        TrailFiles.write(directory, 1, TrailFiles.rearranged(segment, frames));

        assertThat(fixture.verify().findings()).isNotEmpty().allMatch(finding -> finding instanceof Finding.Reordered);
    }

    @Test
    void findsRecordThatStandsTwice() throws Exception {
        fixture.write(CALLS);
        byte[] segment = TrailFiles.read(directory, 1);
        List<Frame> frames = new ArrayList<>(TrailFiles.frames(segment));
        frames.removeLast();
        frames.add(9, frames.get(4));
        TrailFiles.write(directory, 1, TrailFiles.rearranged(segment, frames));

        assertThat(fixture.verify().findings())
                .anyMatch(finding -> finding instanceof Finding.Reordered(var _, var sequence, var _) && sequence == 5);
    }

    @Test
    void findsMissingSegmentWhereverItWas() throws Exception {
        fixture.write(CALLS);
        int last = fixture.verify().segments();
        for (int segment = 1; segment <= last; segment++) {
            Path file = TrailFiles.segment(directory, segment);
            Path away = folder.resolve("away");
            Files.move(file, away);
            assertThat(fixture.verify().findings()).contains(new Finding.MissingSegment(segment));
            Files.move(away, file);
        }
        assertFindings();
    }

    @Test
    void findsSegmentsThatChangedPlaces() throws Exception {
        fixture.write(CALLS);
        byte[] first = TrailFiles.read(directory, 1);
        TrailFiles.write(directory, 1, TrailFiles.read(directory, 2));
        TrailFiles.write(directory, 2, first);

        assertThat(fixture.verify().findings())
                .containsExactlyInAnyOrder(new Finding.Reordered(1, 0, 0), new Finding.Reordered(2, 0, 0));
    }

    @Test
    void findsSegmentOfAnotherTrail() throws Exception {
        fixture.write(CALLS);
        Path other = folder.resolve("other");
        Files.move(directory, other);
        fixture.write(CALLS + 1);
        Files.copy(TrailFiles.segment(other, 2), TrailFiles.segment(directory, 2), StandardCopyOption.REPLACE_EXISTING);

        assertThat(fixture.verify().intact()).isFalse();
        assertThat(fixture.verify().findings()).contains(new Finding.ForeignSegment(2));
    }

    @Test
    void findsEndThatWasCutOffAfterItWasSigned() throws Exception {
        fixture.write(CALLS);
        Verification whole = fixture.verify();
        byte[] segment = TrailFiles.read(directory, whole.segments());
        List<Frame> frames = TrailFiles.frames(segment);
        TrailFiles.write(
                directory, whole.segments(), TrailFiles.rearranged(segment, frames.subList(0, frames.size() - 3)));

        assertFindings(new Finding.MissingTail(whole.records() - 3, whole.records() - 1));
    }

    @Test
    void tellsTornTailFromCutTail() throws Exception {
        fixture.crash(3);
        assertFindings();
        assertThat(fixture.verify().ending()).isEqualTo(Verification.Ending.OPEN);
        Finding.TornTail torn = TrailFiles.tear(directory);

        assertFindings(torn);
        assertThat(fixture.verify().intact()).isTrue();
    }

    @Test
    void findsFileThatBecameShorter() throws Exception {
        fixture.crash(3);
        byte[] segment = TrailFiles.read(directory, 1);
        Frame last = TrailFiles.frames(segment).getLast();
        TrailFiles.write(directory, 1, Arrays.copyOf(segment, (int) last.end() - 10));

        assertFindings(
                new Finding.WrongSize(1, segment.length, last.end() - 10),
                new Finding.TornTail(1, last.offset(), last.end() - 10 - last.offset()));
    }

    @Test
    void findsBytesInTheUnusedRest() throws Exception {
        fixture.crash(3);
        byte[] good = TrailFiles.read(directory, 1);
        long end = TrailFiles.frames(good).getLast().end();
        for (long place : new long[] {end, end + 9, end + 600, good.length - 1}) {
            flip(1, place);
            assertFindings(new Finding.NonZeroTail(1, place));
            TrailFiles.write(directory, 1, good);
        }
        flip(2, 5000);
        assertFindings(new Finding.NonZeroTail(2, 5000));
    }

    @Test
    void findsChainThatWasWrittenAnewWithoutTheKey() throws Exception {
        fixture.write(CALLS);
        byte[] segment = TrailFiles.read(directory, 1);
        Frame victim = frame(1, 5);
        segment[(int) victim.offset() + Frame.HEAD_BYTES + 12] ^= 1;
        TrailFiles.write(directory, 1, rehashed(segment));

        assertThat(fixture.verify().findings())
                .anyMatch(finding -> finding instanceof Finding.BadSignature(var in, var _) && in == 1);
    }

    @Test
    void isNotContinuedWhenTheLastSignatureIsForged() throws Exception {
        fixture.write(3);
        int number = 1;
        byte[] segment = TrailFiles.read(directory, number);
        Frame last = TrailFiles.frames(segment).getLast();
        String json = new String(
                segment, (int) last.offset(), (int) (last.end() - last.offset()), StandardCharsets.ISO_8859_1);
        int signature = (int) last.offset() + json.indexOf("\"signature\":\"") + 20;
        segment[signature] = (byte) (segment[signature] == 'A' ? 'B' : 'A');
        TrailFiles.write(directory, number, rehashed(segment));
        assertThatExceptionOfType(TrailDamaged.class).isThrownBy(fixture::open);

        Files.delete(directory.resolve("head")); // without it nothing else tells
        assertThatExceptionOfType(TrailDamaged.class).isThrownBy(fixture::open);
    }

    @Test
    void findsTrailOfAnotherKey() throws Exception {
        fixture.write(2);
        KeyRing stranger = KeyRing.open(folder.resolve("stranger"), new SecureRandom());
        Verification verification =
                TrailVerifier.verify(directory, new Trust.Key(stranger.signer().verifier()));

        assertThat(verification.findings()).contains(new Finding.BadSignature(1, 0));
        assertThat(TrailVerifier.verify(directory, new Trust.OnRecord()).findings())
                .isEmpty();
    }

    @Test
    void findsMissingOrDamagedHead() throws Exception {
        fixture.write(2);
        Path head = directory.resolve("head");
        byte[] good = Files.readAllBytes(head);
        for (int place = 0; place < good.length; place += 7) {
            byte[] bad = good.clone();
            bad[place] ^= 4;
            Files.write(head, bad);
            assertThat(fixture.verify().intact()).as("byte %d", place).isFalse();
        }
        Files.delete(head);
        assertFindings(new Finding.MissingHead());
    }

    @Test
    void tellsNewerVersionFromDamage() throws Exception {
        fixture.write(2);
        byte[] segment = TrailFiles.read(directory, 1);
        segment[11] = 9;
        SegmentHeader.hash(segment).copyTo(segment, SegmentHeader.HASH_AT);
        TrailFiles.write(directory, 1, segment);

        assertThat(fixture.verify().findings()).contains(new Finding.UnknownVersion(1, 9));
    }

    @Test
    void findsEveryRandomChange() throws Exception {
        fixture.write(CALLS);
        int segments = fixture.verify().segments() + 1; // the prepared one too
        Random random = new Random(20260102);
        for (int round = 0; round < 150; round++) {
            long number = 1L + random.nextInt(segments);
            byte[] good = TrailFiles.read(directory, number);
            byte[] bad = good.clone();
            int place = random.nextInt(bad.length);
            bad[place] ^= (byte) (1 << random.nextInt(8));
            TrailFiles.write(directory, number, bad);
            assertThat(fixture.verify().intact())
                    .as("segment %d, byte %d", number, place)
                    .isFalse();
            TrailFiles.write(directory, number, good);
        }
        assertFindings();
    }

    @Test
    void findsNothingWhereThereIsNoTrail() throws Exception {
        Files.createDirectories(directory);

        assertThat(fixture.verify().findings()).isEmpty();
        assertThat(fixture.verify().records()).isZero();
    }

    @Test
    void putsEveryFindingInWords() {
        List<Finding> all = List.of(
                new Finding.FlippedBits(1, 2, 3),
                new Finding.Cut(1, 4),
                new Finding.Reordered(1, 0, 0),
                new Finding.TornTail(1, 2, 3),
                new Finding.MissingTail(1, 2));

        assertThat(all.stream().map(Finding::text)).doesNotHaveDuplicates().contains("records 2 to 3 were cut out");
        assertThat(all.stream().filter(Finding::harmless)).hasSize(1);
    }

    private void assertFindings(Finding... expected) throws IOException {
        assertThat(fixture.verify().findings()).containsExactly(expected);
    }

    private Frame frame(long segment, int index) throws IOException {
        return TrailFiles.frames(TrailFiles.read(directory, segment)).get(index);
    }

    private void flip(long segment, long place) throws IOException {
        byte[] bytes = TrailFiles.read(directory, segment);
        bytes[(int) place] ^= 0x10;
        TrailFiles.write(directory, segment, bytes);
    }

    private static byte[] rehashed(byte[] segment) throws IOException {
        Digest previous = SegmentHeader.storedHash(segment);
        for (Frame frame : TrailFiles.frames(segment)) {
            previous = frame.hashAfter(previous, TrailFiles.window(segment));
            previous.copyTo(segment, (int) frame.end() - Digest.SIZE);
        }
        return segment;
    }
}

package io.tidegate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tidegate.crypto.KeyRing;
import io.tidegate.crypto.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever stands in a segment, the walk ends, and says what is wrong.
final class SegmentFuzzTest {
    private static Path folder = Path.of("");
    private static byte[] good = new byte[0];
    private static Optional<Verifier> key = Optional.empty();

    @BeforeAll
    static void write() throws IOException {
        folder = Files.createTempDirectory("segment-fuzz");
        TrailFixture fixture = new TrailFixture(folder);
        fixture.write(8);
        good = TrailFiles.read(fixture.directory, 1);
        key = Optional.of(KeyRing.open(folder.resolve("keys"), new SecureRandom())
                .signer()
                .verifier());
    }

    @AfterAll
    static void clean() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void findsNothingInTheSegmentItStartsFrom() throws IOException {
        assertThat(walk(good).none()).isTrue();
    }

    @FuzzTest(maxDuration = "20s")
    void endsOnChangedSegment(FuzzedDataProvider data) throws IOException {
        byte[] bytes = good.clone();
        int changes = data.consumeInt(1, 4); // too few to make the last record vanish, which only `head` tells
        for (int change = 0; change < changes; change++) {
            int place = data.consumeInt(SegmentHeader.BYTES, bytes.length - 1);
            byte[] patch = data.consumeBytes(40);
            for (int at = 0; at < patch.length && place + at < bytes.length; at++) {
                bytes[place + at] = patch[at];
            }
        }
        assertThat(walk(bytes).none()).isEqualTo(Arrays.equals(bytes, good));
    }

    @FuzzTest(maxDuration = "20s")
    void endsOnAnything(FuzzedDataProvider data) throws IOException {
        byte[] bytes = data.consumeRemainingAsBytes();
        SegmentHeader.read(Arrays.copyOf(bytes, SegmentHeader.BYTES));
        Checkpoint.parse(bytes);
        About.call(bytes);
        SegmentFile.head(TrailFiles.window(bytes));
        walk(bytes);
    }

    private static Findings walk(byte[] bytes) throws IOException {
        Findings findings = new Findings();
        Chain chain = new Chain(Optional.empty());
        if (bytes.length >= SegmentHeader.BYTES) {
            byte[] header = Arrays.copyOf(bytes, SegmentHeader.BYTES);
            chain.continueFrom(SegmentHeader.storedHash(header), SegmentHeader.hash(header));
        }
        SegmentWalk.Situation situation = new SegmentWalk.Situation(
                checkpoint -> checkpoint.signedBy(key.orElseThrow()), true, false, (_, _, _) -> {});
        new SegmentWalk(TrailFiles.window(bytes), 1, chain, findings, situation).run();
        return findings;
    }
}

package io.tidegate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidegate.crypto.SealBroken;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrailReaderTest {
    @TempDir
    Path folder;

    private TrailFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new TrailFixture(folder);
    }

    @Test
    void readsEveryRecordInOrderOverSegments() throws Exception {
        fixture.write(40);
        try (TrailReader reader = TrailReader.fromStart(fixture.directory)) {
            List<TrailRecord> all = rest(reader);

            assertThat(all).hasSize((int) fixture.verify().records());
            assertThat(all.stream().map(TrailRecord::sequence))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, all.size()).boxed().toList());
            assertThat(all.getFirst().kind()).isEqualTo(RecordKind.OPENED);
            assertThat(all.getFirst().json()).isEqualTo("{\"node\":\"node-1\",\"continues\":0,\"open\":0}");
            assertThat(all.getFirst().time()).isEqualTo(TrailFixture.START.plusMillis(1));
        }
    }

    @Test
    void followsTrailThatIsBeingWritten() throws Exception {
        try (Trail trail = fixture.open();
                TrailReader reader = TrailReader.fromEnd(fixture.directory, 0)) {
            assertThat(reader.next()).isEmpty();
            for (int call = 0; call < 60; call++) {
                long sequence = trail.append(RecordKind.REFUSED, TrailFixture.call("c" + call));
                String json = new String(TrailFixture.call("c" + call), StandardCharsets.UTF_8);
                Optional<TrailRecord> seen = reader.next();
                while (seen.isPresent() && seen.get().kind() != RecordKind.REFUSED) {
                    seen = reader.next();
                }
                assertThat(seen).hasValueSatisfying(record -> {
                    assertThat(record.sequence()).isEqualTo(sequence);
                    assertThat(record.json()).isEqualTo(json);
                });
            }
        }
    }

    @Test
    void readsOnlyTheLastWhenAsked() throws Exception {
        fixture.write(40);
        long records = fixture.verify().records();
        try (TrailReader reader = TrailReader.fromEnd(fixture.directory, 3)) {
            assertThat(rest(reader))
                    .extracting(TrailRecord::sequence)
                    .containsExactly(records - 2, records - 1, records);
        }
        try (TrailReader reader = TrailReader.fromEnd(fixture.directory, 1000)) {
            assertThat(rest(reader))
                    .hasSizeGreaterThan(20)
                    .last()
                    .extracting(TrailRecord::sequence)
                    .isEqualTo(records);
        }
    }

    @Test
    void findsTheRecordsOfOneCall() throws Exception {
        fixture.write(40);

        assertThat(TrailReader.find(fixture.directory, "c31"))
                .extracting(TrailRecord::kind)
                .containsExactly(RecordKind.INTENT, RecordKind.SEALED);
        assertThat(TrailReader.find(fixture.directory, "c3 ")).isEmpty();
        assertThat(TrailReader.find(fixture.directory, "nobody")).isEmpty();
    }

    @Test
    void stopsWhereTheChainDoesNotHold() throws Exception {
        fixture.write(5);
        byte[] segment = TrailFiles.read(fixture.directory, 1);
        Frame frame = TrailFiles.frames(segment).get(4);
        segment[(int) frame.offset() + 40] ^= 1;
        TrailFiles.write(fixture.directory, 1, segment);
        try (TrailReader reader = TrailReader.fromStart(fixture.directory)) {
            for (int record = 0; record < 4; record++) {
                assertThat(reader.next()).isPresent();
            }
            assertThatExceptionOfType(TrailDamaged.class)
                    .isThrownBy(reader::next)
                    .withMessageContaining("record 5");
        }
    }

    @Test
    void readsNothingWhereThereIsNoTrail() throws Exception {
        try (TrailReader reader = TrailReader.fromStart(folder)) {
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void opensSealedValueOnlyForItsSubject() throws Exception {
        TrailSealing sealing = new TrailSealing(fixture.keys);
        byte[] plain = "ann@example.com".getBytes(StandardCharsets.UTF_8);
        String sealed = new JsonWriter()
                .base64(sealing.seal("user-1", plain))
                .document()
                .root()
                .text();

        assertThat(sealing.open("user-1", sealed)).isEqualTo(plain);
        assertThat(sealed).matches("[A-Za-z0-9_-]+").doesNotContain("@");
        assertThat(sealing.seal("user-1", plain)).isNotEqualTo(sealing.seal("user-1", plain));
        for (String other : List.of("", "!", sealed.substring(4), sealed + "AAAA")) {
            assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> sealing.open("user-1", other));
        }
        assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> sealing.open("user-2", sealed));
    }

    private static List<TrailRecord> rest(TrailReader reader) throws Exception {
        List<TrailRecord> all = new ArrayList<>();
        for (var record = reader.next(); record.isPresent(); record = reader.next()) {
            all.add(record.get());
        }
        return all;
    }
}

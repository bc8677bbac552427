package io.tidegate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a flood of strangers fill no disk, and is each of them still counted in the trail?
class TurnedAwayTest {
    private static final Refusal UNKNOWN = Refusal.of(Reason.NOT_AUTHENTICATED, "Sign in.");
    private static final Refusal BAD = Refusal.of(Reason.MALFORMED, "", "http start-line");

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong counted = new AtomicLong();

    private CallId id() {
        return CallId.next(Instant.EPOCH, random);
    }

    private CallTrail calls(TrailFixture fixture, Trail trail) {
        TrailListener listener = new TrailListener() {
            @Override
            public void sealed(Sealed entry) {}

            @Override
            public void turnedAway(Reason reason, long times) {
                counted.addAndGet(times);
            }
        };
        return new CallTrail(
                trail,
                new TrailSealing(fixture.keys),
                fixture.keys.mac(KeyPurpose.TRAIL_SEALING),
                fixture.clock(),
                nanos::get,
                listener);
    }

    private static List<JsonValue> refused(TrailFixture fixture) throws Exception {
        List<JsonValue> refused = new ArrayList<>();
        try (TrailReader reader = TrailReader.fromStart(fixture.directory)) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().kind() == RecordKind.REFUSED) {
                    refused.add(JsonDocument.of(next.get().json()).root());
                }
            }
        }
        return refused;
    }

    private static long total(List<JsonValue> refused) {
        return refused.stream()
                .mapToLong(record -> record.get("count")
                        .map(count -> Long.parseLong(count.json()))
                        .orElse(1L))
                .sum();
    }

    @Test
    void countsWhatIsBeyondTheFirstOfEachAddressAndSecond() throws Exception {
        TrailFixture fixture = new TrailFixture(folder);
        try (Trail trail = fixture.open();
                CallTrail calls = calls(fixture, trail)) {
            for (int time = 0; time < 500; time++) {
                calls.turnedAway("10.0.0.1", id(), UNKNOWN);
                calls.turnedAway("10.0.0.2", id(), time % 2 == 0 ? UNKNOWN : BAD);
            }
            calls.turnedAway("10.0.0.3", id(), BAD);
        }
        List<JsonValue> refused = refused(fixture);
        assertThat(refused).hasSize(2 * TurnedAway.OF_ONE_ADDRESS_MAX + 1 + 2);
        assertThat(total(refused)).isEqualTo(1_001);
        assertThat(counted).hasValue(1_001);
        assertThat(refused)
                .anySatisfy(record -> assertThat(record.json()).contains("10.0.0.3"))
                .anySatisfy(record -> assertThat(record.json())
                        .contains("\"reason\":\"not-authenticated\"")
                        .contains("\"source\":\"several\"")
                        .contains("from 10.0.0.1 480, 10.0.0.2 240"))
                .anySatisfy(record -> assertThat(record.json())
                        .contains("\"reason\":\"malformed\"")
                        .contains("\"source\":\"10.0.0.2\"")
                        .contains("\"count\":240"));
    }

    @Test
    void isBoundedForManyAddressesTogether() throws Exception {
        TrailFixture fixture = new TrailFixture(folder);
        try (Trail trail = fixture.open();
                CallTrail calls = calls(fixture, trail)) {
            for (int address = 0; address < 3_000; address++) {
                calls.turnedAway("10.1." + address / 256 + "." + address % 256, id(), UNKNOWN);
            }
        }
        List<JsonValue> refused = refused(fixture);
        assertThat(refused).hasSize(TurnedAway.OF_ALL_MAX + 1);
        assertThat(total(refused)).isEqualTo(3_000);
        assertThat(refused.getLast().json()).hasSizeLessThan(1_000).contains("others");
    }

    @Test
    void recordsCountWithinAboutASecondAndBeginsAnew() throws Exception {
        TrailFixture fixture = new TrailFixture(folder);
        try (Trail trail = fixture.open();
                CallTrail calls = calls(fixture, trail)) {
            for (int time = 0; time < 30; time++) {
                calls.turnedAway("10.0.0.1", id(), UNKNOWN);
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> counted.get() == 30);
            nanos.addAndGet(1_000_000_000L);
            calls.turnedAway("10.0.0.1", id(), BAD);
            assertThat(counted).hasValue(31);
        }
    }

    @Test
    void letsNothingThroughWhereNothingCanBeRecorded() throws Exception {
        TrailFixture fixture = new TrailFixture(folder);
        Trail trail = fixture.open();
        CallTrail calls = calls(fixture, trail);
        for (int time = 0; time < 100; time++) {
            calls.turnedAway("10.0.0.1", id(), UNKNOWN);
        }
        calls.close();
        trail.close();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> calls.turnedAway("10.0.0.1", id(), UNKNOWN))
                .satisfies(refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.TRAIL_UNAVAILABLE));
    }
}

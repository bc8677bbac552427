package io.tidegate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.crypto.KeyRing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that writes a trail, at any moment, and looks for what it was told is on record.
@Tag("end-to-end")
final class TrailKillTest {
    private static final int KILLS = 10;
    private static final int SEGMENT_BYTES = 64 << 10; // so small that some kills meet a change of segments

    @TempDir
    Path folder;

    @Test
    void losesNothingItConfirmedWhenKilled() throws Exception {
        TrailFixture fixture = new TrailFixture(folder);
        Random random = new Random(42);
        Set<Long> confirmed = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            List<Long> run = killAfter(1 + random.nextInt(600));
            assertThat(run).isNotEmpty();
            assertThat(confirmed).doesNotContainAnyElementsOf(run);
            confirmed.addAll(run);
            Verification verification = fixture.verify();
            assertThat(verification.intact())
                    .as("kill %d: %s", kill, verification.findings())
                    .isTrue();
            assertThat(recorded()).containsAll(confirmed);
        }
    }

    private List<Long> killAfter(int confirmations) throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Long> seen = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = lines.readLine();
            while (line != null) {
                if (!line.isEmpty() && line.endsWith(".")) { // a line that the kill cut is no confirmation
                    seen.add(Long.parseLong(line.substring(0, line.length() - 1)));
                }
                if (seen.size() == confirmations) {
                    writer.toHandle().destroyForcibly(); // SIGKILL; what it wrote before can still be read
                }
                line = lines.readLine();
            }
        } finally {
            writer.destroyForcibly();
        }
        assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return seen;
    }

    private Set<Long> recorded() throws IOException {
        Set<Long> sequences = new HashSet<>();
        try (TrailReader reader = TrailReader.fromStart(folder.resolve("trail"))) {
            for (var record = reader.next(); record.isPresent(); record = reader.next()) {
                if (record.get().kind() == RecordKind.INTENT) {
                    sequences.add(record.get().sequence());
                }
            }
        }
        return sequences;
    }

    /// The process that is killed: four threads record calls; each sequence is told once it is durable.
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            KeyRing keys = KeyRing.open(folder.resolve("keys"), new SecureRandom());
            TrailSettings settings = new TrailSettings(folder.resolve("trail"), SEGMENT_BYTES, "node-1");
            Trail trail = Trail.open(settings, keys, InstantSource.system());
            trail.openCalls().forEach(open -> trail.append(RecordKind.SEALED, TrailFixture.call(open.call())));
            String start = Long.toString(trail.lastSequence());
            for (int thread = 0; thread < 4; thread++) {
                String name = "r" + start + "-" + thread;
                Thread.ofPlatform().start(() -> record(trail, name));
            }
        }

        private static void record(Trail trail, String name) {
            for (long call = 0; ; call++) {
                byte[] json = TrailFixture.call(name + "-" + call);
                long sequence = trail.append(RecordKind.INTENT, json);
                trail.awaitDurable(sequence, TrailFixture.DEADLINE);
                System.out.println(sequence + ".");
                trail.append(RecordKind.SEALED, json);
            }
        }
    }
}

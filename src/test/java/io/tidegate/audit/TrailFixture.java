package io.tidegate.audit;

import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A trail in a temporary folder, with small segments and a clock that ticks by itself.
final class TrailFixture {
    static final Duration DEADLINE = Duration.ofSeconds(20);
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    static final int SEGMENT_BYTES = 8 << 10;

    final Path directory;
    final KeyRing keys;
    final TrailSettings settings;
    private long ticks;

    TrailFixture(Path folder) {
        directory = folder.resolve("trail");
        settings = new TrailSettings(directory, SEGMENT_BYTES, "node-1");
        try {
            keys = KeyRing.open(folder.resolve("keys"), new SecureRandom());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    InstantSource clock() {
        return () -> START.plusMillis(ticks++);
    }

    Trail open() throws IOException {
        return Trail.open(settings, keys, clock());
    }

    Verification verify() throws IOException {
        return TrailVerifier.verify(directory, new Trust.Key(keys.signer().verifier()));
    }

    static byte[] call(String id) {
        return ("{\"call\":\"" + id + "\",\"tool\":\"files__read\",\"why\":\"" + "x".repeat(120) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// A cleanly closed trail of `calls` calls, two records each.
    void write(int calls) throws IOException {
        try (Trail trail = open()) {
            for (int call = 0; call < calls; call++) {
                trail.append(RecordKind.INTENT, call("c" + call));
                trail.append(RecordKind.SEALED, call("c" + call));
            }
        }
    }

    /// A trail as a killed process leaves it, with `calls` whole calls after the last signature.
    void crash(int calls) throws IOException {
        Path live = directory.resolveSibling("live");
        TrailSettings there = new TrailSettings(live, SEGMENT_BYTES, "node-1");
        try (Trail trail = Trail.open(there, keys, clock())) {
            long last = trail.lastSequence();
            for (int call = 0; call < calls; call++) {
                trail.append(RecordKind.INTENT, call("c" + call));
                last = trail.append(RecordKind.SEALED, call("c" + call));
            }
            trail.awaitDurable(last, DEADLINE);
            TrailFiles.copy(live, directory);
        }
    }
}

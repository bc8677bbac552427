package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Where does a record stand in a segment, and what do its fixed fields say? Says nothing about whether they are true.
///
/// Layout, big-endian: 4 marker, 4 payload length, 8 sequence, 8 time in microseconds, 4 kind, payload, 32 hash.
record Frame(long offset, int payloadBytes, long sequence, long micros, int kind, Digest stored) {
    static final int MARKER = 0x54475231; // "TGR1"
    static final int LENGTH_AT = 4;
    static final int SEQUENCE_AT = 8;
    static final int MICROS_AT = 16;
    static final int KIND_AT = 24;
    static final int HEAD_BYTES = 28;
    static final int FIXED_BYTES = HEAD_BYTES + Digest.SIZE;

    /// 1 MiB: a record holds decisions and digests, not content.
    static final int PAYLOAD_BYTES_MAX = 1 << 20;

    // Far beyond what any trail reaches, far below overflow.
    private static final long SEQUENCE_MAX = 1L << 56;

    /// What has the shape of a record at `offset`.
    static Optional<Frame> at(Window window, long offset) throws IOException {
        if (!window.has(offset, FIXED_BYTES) || window.i32(offset) != MARKER) {
            return Optional.empty();
        }
        int length = window.i32(offset + LENGTH_AT);
        long sequence = window.i64(offset + SEQUENCE_AT);
        if (length < 0 || length > PAYLOAD_BYTES_MAX || !window.has(offset, (long) length + FIXED_BYTES)) {
            return Optional.empty();
        }
        Frame frame = new Frame(
                offset,
                length,
                sequence,
                window.i64(offset + MICROS_AT),
                window.i32(offset + KIND_AT),
                window.digest(offset + HEAD_BYTES + length));
        return Optional.of(frame);
    }

    long end() {
        return offset + FIXED_BYTES + payloadBytes;
    }

    boolean plausible() {
        return sequence > 0 && sequence < SEQUENCE_MAX;
    }

    /// The hash that this record has after a record with hash `previous`.
    Digest hashAfter(Digest previous, Window window) throws IOException {
        return window.link(previous, offset, HEAD_BYTES + payloadBytes);
    }

    boolean follows(Digest previous, Window window) throws IOException {
        return hashAfter(previous, window).equals(stored);
    }

    byte[] payload(Window window) throws IOException {
        return window.bytes(offset + HEAD_BYTES, payloadBytes);
    }

    TrailRecord record(RecordKind known, Window window) throws IOException {
        return new TrailRecord(sequence, time(), known, new String(payload(window), StandardCharsets.UTF_8));
    }

    Instant time() {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

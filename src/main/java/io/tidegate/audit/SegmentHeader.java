package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import io.tidegate.crypto.Verifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What does a segment say about itself? 256 bytes, big-endian; see `docs/trail.md`.
///
/// @param segment its number, 1 for the first
/// @param firstSequence the sequence of its first record
/// @param micros when it was begun, microseconds since 1970
/// @param previous the hash of the last record of the segment before; `Digest.ZERO` for the first
/// @param key what verifies its checkpoints
/// @param segmentBytes the size of the file
record SegmentHeader(
        long segment, long firstSequence, long micros, Digest previous, Verifier key, long segmentBytes, String node) {
    static final int BYTES = 256;
    static final long MAGIC = 0x7469646574726C0AL; // "tidetrl\n"
    static final int VERSION = 1;
    static final int HASH_AT = BYTES - Digest.SIZE;

    private static final int VERSION_AT = 8;
    private static final int NODE_BYTES_MAX = 63;

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(BYTES);
        bytes.putLong(segment).putLong(firstSequence).putLong(micros);
        bytes.put(previous.bytes()).put(key.raw()).putLong(segmentBytes);
        byte[] name = node.getBytes(StandardCharsets.UTF_8);
        bytes.put((byte) name.length).put(name);
        hash(bytes.array()).copyTo(bytes.array(), HASH_AT);
        return bytes.array();
    }

    /// What the hash of a header with these bytes must be.
    static Digest hash(byte[] header) {
        return Digest.of(header, 0, HASH_AT);
    }

    /// What these 256 bytes are.
    static Reading read(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        if (bytes.getLong() != MAGIC || !hash(header).equals(storedHash(header))) {
            return new Damaged();
        }
        int version = bytes.getInt(VERSION_AT);
        if (version != VERSION) {
            return new Newer(version);
        }
        try {
            return new Whole(decode(bytes.position(VERSION_AT + 8)));
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException _) {
            return new Damaged();
        }
    }

    static Digest storedHash(byte[] header) {
        byte[] stored = new byte[Digest.SIZE];
        System.arraycopy(header, HASH_AT, stored, 0, Digest.SIZE);
        return Digest.stored(stored);
    }

    private static SegmentHeader decode(ByteBuffer bytes) {
        long segment = bytes.getLong();
        long first = bytes.getLong();
        long micros = bytes.getLong();
        byte[] previous = new byte[Digest.SIZE];
        bytes.get(previous);
        byte[] key = new byte[Verifier.KEY_BYTES];
        bytes.get(key);
        long size = bytes.getLong();
        int length = bytes.get();
        if (segment < 1 || first < 1 || length < 1 || length > NODE_BYTES_MAX) {
            throw new IllegalArgumentException("not a segment header");
        }
        byte[] name = new byte[length];
        bytes.get(name);
        String node = new String(name, StandardCharsets.UTF_8);
        return new SegmentHeader(segment, first, micros, Digest.stored(previous), Verifier.ofRaw(key), size, node);
    }

    /// What 256 bytes at the head of a file turned out to be.
    sealed interface Reading {}

    /// A header that is as it was written.
    record Whole(SegmentHeader header) implements Reading {}

    /// An unharmed header of a format that this program does not know.
    record Newer(int version) implements Reading {}

    /// Anything else.
    record Damaged() implements Reading {}
}

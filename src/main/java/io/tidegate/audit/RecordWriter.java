package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// How does a record get into a segment? Knows the place, the sequence and the chain. Not for two threads at once.
final class RecordWriter {
    private final MessageDigest sha;
    // Grows to the largest record that was written, at most the largest there is.
    private ByteBuffer record = ByteBuffer.allocate(16 << 10);
    private final byte[] chain = new byte[Digest.SIZE];
    private Segment segment;
    private long number;
    private long position;
    private long sequence;
    private RecordKind last = RecordKind.OPENED;

    /// Continues in `segment` at `place`.
    RecordWriter(Segment segment, Place place) {
        this.segment = segment;
        number = place.segment();
        position = place.offset();
        sequence = place.sequence();
        place.chain().copyTo(chain, 0);
        last = place.last();
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK lacks SHA-256", missing);
        }
    }

    /// Where the next record goes.
    ///
    /// @param sequence of the last record that is there
    /// @param chain its hash
    record Place(long segment, long offset, long sequence, Digest chain, RecordKind last) {}

    Segment segment() {
        return segment;
    }

    long number() {
        return number;
    }

    /// The sequence of the last record.
    long sequence() {
        return sequence;
    }

    Digest chain() {
        return Digest.stored(chain);
    }

    /// Whether the last record is a checkpoint, so that nothing stands unsigned.
    boolean signed() {
        return last == RecordKind.CHECKPOINT;
    }

    /// Whether a record fits, leaving room for the checkpoint that ends every segment.
    boolean fits(int payloadBytes) {
        return position + Frame.FIXED_BYTES + payloadBytes + Checkpoint.RECORD_BYTES_MAX <= segment.size();
    }

    /// Writes a record after the last and returns its sequence. After an `IOException` the writer must not be used.
    long write(RecordKind kind, long micros, byte[] payload) throws IOException {
        int length = Frame.FIXED_BYTES + payload.length;
        if (record.capacity() < length) {
            record = ByteBuffer.allocate(length);
        }
        long next = sequence + 1;
        record.clear();
        record.putInt(Frame.MARKER)
                .putInt(payload.length)
                .putLong(next)
                .putLong(micros)
                .putInt(kind.code());
        record.put(payload);
        sha.update(chain);
        sha.update(record.array(), 0, record.position());
        byte[] hash = sha.digest();
        record.put(hash);
        segment.write(position, record.array(), length);
        System.arraycopy(hash, 0, chain, 0, chain.length);
        position += length;
        sequence = next;
        last = kind;
        return next;
    }

    /// Goes on in `next`, an empty segment, under `header`; the old one is the caller's to force and close.
    void begin(Segment next, SegmentHeader header) throws IOException {
        byte[] bytes = header.encode();
        next.write(0, bytes, bytes.length);
        System.arraycopy(bytes, SegmentHeader.HASH_AT, chain, 0, chain.length);
        segment = next;
        number = header.segment();
        position = SegmentHeader.BYTES;
    }
}

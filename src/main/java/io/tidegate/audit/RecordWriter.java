package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// How does a record get into a segment? Knows the place, the sequence and the chain. Not for two threads at once.
final class RecordWriter {
    private final MessageDigest sha;
    private final ByteBuffer head = ByteBuffer.allocate(Frame.HEAD_BYTES);
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

    // INVARIANT: the sequence is the first of a record's bytes to be stored and the marker the last. A kill in between
    // leaves no marker and the right sequence: that is how a torn record is told from a changed one.
    long write(RecordKind kind, long micros, byte[] payload) {
        long next = sequence + 1;
        head.clear();
        head.putInt(Frame.MARKER)
                .putInt(payload.length)
                .putLong(next)
                .putLong(micros)
                .putInt(kind.code());
        sha.update(chain);
        sha.update(head.array());
        sha.update(payload);
        byte[] hash = sha.digest();
        segment.putFirst(position + Frame.SEQUENCE_AT, next);
        segment.put(position + Frame.LENGTH_AT, head.array(), Frame.LENGTH_AT, Frame.HEAD_BYTES - Frame.LENGTH_AT);
        segment.put(position + Frame.HEAD_BYTES, payload, 0, payload.length);
        segment.put(position + Frame.HEAD_BYTES + payload.length, hash, 0, hash.length);
        segment.putLast(position, Frame.MARKER);
        System.arraycopy(hash, 0, chain, 0, chain.length);
        position += Frame.FIXED_BYTES + payload.length;
        sequence = next;
        last = kind;
        return next;
    }

    /// Goes on in `next`, an empty segment, under `header`; the old one is the caller's to force and close.
    void begin(Segment next, SegmentHeader header) {
        byte[] bytes = header.encode();
        next.put(Integer.BYTES, bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        next.putLast(0, ByteBuffer.wrap(bytes).getInt());
        System.arraycopy(bytes, SegmentHeader.HASH_AT, chain, 0, chain.length);
        segment = next;
        number = header.segment();
        position = SegmentHeader.BYTES;
    }
}

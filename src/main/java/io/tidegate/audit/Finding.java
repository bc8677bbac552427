package io.tidegate.audit;

/// What is wrong with a trail, and where? Sequences count records, offsets are bytes from the start of the segment.
public sealed interface Finding {
    /// Bytes of the record `sequence` are not those that were written; sequence 0 is the segment's header.
    record FlippedBits(long segment, long sequence, long offset) implements Finding {}

    /// The records between `after` and `before` are gone; what follows them is there.
    record Cut(long after, long before) implements Finding {}

    /// The record `sequence`, or with sequence 0 the whole segment, stands where it does not belong.
    record Reordered(long segment, long sequence, long offset) implements Finding {}

    /// The file of a segment is gone.
    record MissingSegment(long segment) implements Finding {}

    /// A segment is whole in itself and does not continue the one before.
    record ForeignSegment(long segment) implements Finding {}

    /// A crash stopped the writing of the last record. Harmless: nobody was told that it is on record.
    record TornTail(long segment, long offset, long bytes) implements Finding {}

    /// A signature says that there were records up to `signed`; the last that is there is `last`.
    record MissingTail(long last, long signed) implements Finding {}

    /// The unused rest of a segment, which is zeros, has other bytes.
    record NonZeroTail(long segment, long offset) implements Finding {}

    /// The file of a segment is shorter or longer than it was made.
    record WrongSize(long segment, long expected, long actual) implements Finding {}

    /// A checkpoint's signature does not hold, is not of the trusted key, or is for another chain.
    record BadSignature(long segment, long sequence) implements Finding {}

    /// Records up to `sequence` that should stand under a signature stand under none.
    record Unsigned(long segment, long sequence) implements Finding {}

    /// The file `head`, which tells where the trail ended at least, is gone or is not one.
    record MissingHead() implements Finding {}

    /// A segment or record is of a version that this program cannot read.
    record UnknownVersion(long segment, long version) implements Finding {}

    /// There is more wrong than is worth listing.
    record More() implements Finding {}

    /// Whether an ordinary crash explains it.
    default boolean harmless() {
        return this instanceof TornTail;
    }

    /// One line for people.
    default String text() {
        return switch (this) {
            case FlippedBits(var segment, var sequence, var offset) ->
                "segment " + segment + ", record " + sequence + ": bytes were changed (at byte " + offset + ")";
            case Cut(var after, var before) ->
                before - after == 2
                        ? "record " + (after + 1) + " was cut out"
                        : "records " + (after + 1) + " to " + (before - 1) + " were cut out";
            case Reordered(var segment, var sequence, var offset) ->
                sequence == 0
                        ? "segment " + segment + " holds another segment's records"
                        : "segment " + segment + ", record " + sequence + " is out of its place (at byte " + offset
                                + ")";
            case MissingSegment(var segment) -> "segment " + segment + " is missing";
            case ForeignSegment(var segment) -> "segment " + segment + " does not continue the one before it";
            case TornTail(var segment, var offset, var bytes) ->
                "segment " + segment + ": a crash stopped the last record (at byte " + offset + ", length " + bytes
                        + "); no confirmed record is lost";
            case MissingTail(var last, var signed) ->
                "the end was cut off: the last record is " + last + ", and " + signed + " was signed for";
            case NonZeroTail(var segment, var offset) ->
                "segment " + segment + ": bytes were written after its end (at byte " + offset + ")";
            case WrongSize(var segment, var expected, var actual) ->
                "segment " + segment + " has a size of " + actual + ", not " + expected + " bytes";
            case BadSignature(var segment, var sequence) ->
                sequence == 0
                        ? "segment " + segment + " is signed with another key than the trusted one"
                        : "segment " + segment + ", record " + sequence + ": the signature does not hold";
            case Unsigned(var segment, var sequence) ->
                "segment " + segment + ": records up to " + sequence + " are not signed";
            case MissingHead() -> "the file `head` is missing or damaged";
            case UnknownVersion(var segment, var version) ->
                "segment " + segment + " needs a newer program (version " + version + ")";
            case More() -> "and more that is not listed";
        };
    }
}

package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Does one segment hold what was written? Walks its records, and where one does not hold, tells why and goes on.
///
/// How damage is told apart is described in `docs/trail.md`. Never trusts a number from the file before checking it.
final class SegmentWalk {
    private final Window window;
    private final long segment;
    private final Chain chain;
    private final Findings findings;
    private final Situation situation;
    private final Resync resync;
    private long offset = SegmentHeader.BYTES;

    /// What the walk knows of the segment from elsewhere.
    ///
    /// @param signed whether the signature of a checkpoint counts
    /// @param last whether it is the last segment, the only one that may have a torn tail
    /// @param shortFile whether the file is shorter than it was made
    record Situation(Predicate<Checkpoint> signed, boolean last, boolean shortFile, Visitor visitor) {}

    /// Who wants to see the records that hold.
    interface Visitor {
        void visit(Frame frame, RecordKind kind, Window window) throws IOException;
    }

    SegmentWalk(Window window, long segment, Chain chain, Findings findings, Situation situation) {
        this.window = window;
        this.segment = segment;
        this.chain = chain;
        this.findings = findings;
        this.situation = situation;
        resync = new Resync(window);
    }

    /// Walks to the end; returns the offset where the next record would go, or where the walk had to stop.
    long run() throws IOException {
        while (true) {
            Optional<Frame> frame = Frame.at(window, offset);
            boolean holds = frame.isPresent() && chain.inPlace(frame.get(), window);
            if (holds || (frame.isPresent() && reaches(frame.get()))) {
                judge(frame.get(), holds);
                offset = frame.get().end();
            } else if (!recover()) {
                return offset;
            }
        }
    }

    /// Whether a record that does not hold at least ends where another one begins, so that its length is right.
    private boolean reaches(Frame frame) throws IOException {
        return frame.plausible() && Frame.at(window, frame.end()).isPresent();
    }

    private void judge(Frame frame, boolean holds) throws IOException {
        long expected = chain.expected();
        long sequence = frame.sequence();
        if (holds && sequence == expected) {
            accept(frame);
        } else if (!holds && chain.resumes(frame, window)) {
            if (sequence != chain.highest() + 1) {
                findings.add(new Finding.Reordered(segment, sequence, frame.offset()));
            }
        } else if (!holds && damagedInPlace(frame)) {
            findings.add(new Finding.FlippedBits(segment, expected, frame.offset()));
            sequence = expected;
        } else if (sequence > expected) {
            findings.gap(expected - 1, sequence);
        } else {
            findings.add(new Finding.Reordered(segment, sequence, frame.offset()));
        }
        if (sequence <= chain.highest()) {
            findings.late(sequence);
        }
        chain.pass(frame, sequence, window);
    }

    private boolean damagedInPlace(Frame frame) throws IOException {
        if (frame.sequence() == chain.expected()) {
            return true;
        }
        Optional<Frame> next = Frame.at(window, frame.end());
        return next.isPresent()
                && next.get().sequence() == chain.expected() + 1
                && next.get().follows(frame.stored(), window);
    }

    private void accept(Frame frame) throws IOException {
        Optional<RecordKind> kind = RecordKind.of(frame.kind());
        if (kind.isEmpty()) {
            findings.add(new Finding.UnknownVersion(segment, frame.kind()));
            return;
        }
        chain.count(frame, kind.get());
        if (kind.get() == RecordKind.CHECKPOINT) {
            check(frame);
        } else if (chain.unsigned() == 2 * Trail.CHECKPOINT_RECORDS) {
            findings.add(new Finding.Unsigned(segment, frame.sequence()));
        }
        situation.visitor().visit(frame, kind.get(), window);
    }

    private void check(Frame frame) throws IOException {
        Optional<Checkpoint> checkpoint = Checkpoint.parse(frame.payload(window));
        boolean good = checkpoint.isPresent()
                && checkpoint.get().covers() == frame.sequence() - 1
                && chain.continues(checkpoint.get().chain())
                && situation.signed().test(checkpoint.get());
        if (good) {
            chain.signed(frame.sequence() - 1);
        } else {
            findings.add(new Finding.BadSignature(segment, frame.sequence()));
        }
    }

    /// There is no record here. Tells what is, and moves on to the next one; false if there is none.
    private boolean recover() throws IOException {
        OptionalLong dirty = window.firstNonZero(offset, window.size());
        if (dirty.isEmpty()) {
            return false;
        }
        if (torn()) {
            long bytes = window.lastNonZero(offset) - offset + 1;
            findings.add(new Finding.TornTail(segment, offset, bytes));
            return false;
        }
        Optional<Frame> next = resync.after(offset);
        if (next.isPresent()) {
            skipTo(next.get());
            return true;
        }
        if (looksLikeRecord()) {
            findings.add(new Finding.FlippedBits(segment, chain.expected(), offset));
        } else {
            findings.add(new Finding.NonZeroTail(segment, dirty.getAsLong()));
        }
        return false;
    }

    private void skipTo(Frame next) throws IOException {
        // Records that were overwritten with zeros are cut; the gap shows when the next one is judged.
        if (!window.zero(offset, next.offset())) {
            findings.add(new Finding.FlippedBits(segment, chain.expected(), offset));
            chain.expect(chain.expected() + 1);
            Digest before = window.digest(next.offset() - Digest.SIZE);
            chain.continueFrom(before, before);
        }
        if (next.sequence() <= chain.expected() && !chain.inPlace(next, window)) {
            // What stood here was not a whole record: something was put in between.
            chain.continueFrom(window.digest(next.offset() - Digest.SIZE), chain.stored());
        }
        offset = next.offset();
    }

    /// Whether a crash explains what stands here: nobody signed for it, and parts of it never arrived.
    private boolean torn() throws IOException {
        if (!situation.last() || chain.closed() || chain.expected() <= chain.vouchedTo()) {
            return false;
        }
        boolean cutFile = situation.shortFile()
                && window.has(offset, Frame.HEAD_BYTES)
                && window.i32(offset) == Frame.MARKER
                && window.i64(offset + Frame.SEQUENCE_AT) == chain.expected()
                && Frame.at(window, offset).isEmpty();
        return cutFile || LostSector.at(window, offset, chain.expected());
    }

    /// At least two bytes of the marker stand here, or the sequence that belongs here.
    private boolean looksLikeRecord() throws IOException {
        if (!window.has(offset, Frame.HEAD_BYTES)) {
            return false;
        }
        int difference = window.i32(offset) ^ Frame.MARKER;
        int same = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            same += ((difference >>> shift) & 0xff) == 0 ? 1 : 0;
        }
        return same >= 2 || window.i64(offset + Frame.SEQUENCE_AT) == chain.expected();
    }
}

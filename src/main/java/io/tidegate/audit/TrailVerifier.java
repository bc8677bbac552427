package io.tidegate.audit;

import io.tidegate.crypto.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Is a trail on disk what was written? Works offline, on a copy or on the directory of a running process.
///
/// Does not find: records cut from the end after the last signature (at most the last second before a crash), and a
/// whole trail put back to an earlier state together with its `head`; keep checkpoints elsewhere against that.
public final class TrailVerifier {
    private final TrailDirectory directory;
    private final Trust trust;
    private final Findings findings = new Findings();

    private TrailVerifier(TrailDirectory directory, Trust trust) {
        this.directory = directory;
        this.trust = trust;
    }

    /// Reads every segment of the trail in `directory`. Throws `IOException` only when the disk cannot be read.
    public static Verification verify(Path directory, Trust trust) throws IOException {
        return new TrailVerifier(new TrailDirectory(directory), trust).run();
    }

    /// A segment's file and what its header says; `holds` is the number in the header if that is whole.
    private record Found(long name, long holds, Path path, SegmentFile.Head head) {}

    private Verification run() throws IOException {
        List<Found> begun = begun();
        Optional<Verifier> key = key(begun);
        Optional<Checkpoint> head = head(begun, key);
        Chain chain = new Chain(head);
        long next = 1;
        for (Found found : begun) {
            boolean last = found.equals(begun.getLast());
            for (long missing = next; missing < found.holds() && missing < next + 100; missing++) {
                findings.add(new Finding.MissingSegment(missing));
            }
            walk(found, chain, key.orElseThrow(), last, found.holds() == next);
            next = found.holds() + 1;
        }
        end(chain, head, next);
        return new Verification(
                findings.list(),
                begun.size(),
                chain.records(),
                chain.signedTo(),
                chain.firstTime(),
                chain.lastTime(),
                key.map(Verifier::keyId),
                chain.closed() ? Verification.Ending.CLOSED : Verification.Ending.OPEN);
    }

    /// The segments that are begun, in the order that their headers tell.
    private List<Found> begun() throws IOException {
        List<Found> found = new ArrayList<>();
        List<Found> spare = new ArrayList<>();
        for (Map.Entry<Long, Path> entry : directory.segments().entrySet()) {
            try (SegmentFile file = SegmentFile.open(entry.getKey(), entry.getValue())) {
                Found one = new Found(entry.getKey(), holds(file), entry.getValue(), file.head());
                switch (file.head()) {
                    case SegmentFile.Begun _ -> found.add(one);
                    case SegmentFile.Spare _ -> spare.add(one);
                    case SegmentFile.Soiled(var offset) -> {
                        boolean whole =
                                Frame.at(file.window(), SegmentHeader.BYTES).isPresent();
                        findings.add(
                                whole
                                        ? new Finding.FlippedBits(one.name(), 0, 0)
                                        : new Finding.NonZeroTail(one.name(), offset));
                        if (whole) {
                            found.add(one);
                        }
                    }
                }
            }
        }
        found.sort(Comparator.comparingLong(Found::holds));
        checkSpares(spare, found);
        return inOrder(found);
    }

    private static long holds(SegmentFile file) {
        return switch (file.head()) {
            case SegmentFile.Begun(SegmentHeader.Whole(var header), var _, var _) -> header.segment();
            case SegmentFile.Begun(SegmentHeader.Newer _, var _, var _),
                    SegmentFile.Begun(SegmentHeader.Damaged _, var _, var _),
                    SegmentFile.Spare _,
                    SegmentFile.Soiled _ -> file.number();
        };
    }

    private void checkSpares(List<Found> spares, List<Found> begun) {
        for (Found spare : spares) {
            boolean early = !begun.isEmpty() && spare.name() < begun.getLast().holds();
            long bytes = spare.head() instanceof SegmentFile.Spare(var written) ? written : 0;
            if (early) {
                findings.add(new Finding.MissingSegment(spare.name()));
            } else if (bytes > 0) {
                findings.add(new Finding.TornTail(spare.name(), 0, bytes));
            }
        }
    }

    private List<Found> inOrder(List<Found> sorted) {
        List<Found> unique = new ArrayList<>();
        for (Found found : sorted) {
            if (found.name() != found.holds()) {
                findings.add(new Finding.Reordered(found.name(), 0, 0));
            }
            if (unique.isEmpty() || unique.getLast().holds() != found.holds()) {
                unique.add(found);
            }
        }
        return unique;
    }

    private Optional<Verifier> key(List<Found> begun) {
        return switch (trust) {
            case Trust.Key(var verifier) -> Optional.of(verifier);
            case Trust.OnRecord _ ->
                begun.stream()
                        .flatMap(found -> header(found).stream())
                        .map(SegmentHeader::key)
                        .findFirst()
                        .or(() -> begun.isEmpty() ? Optional.empty() : Optional.of(NOBODY));
        };
    }

    // Stands for the key of a trail none of whose headers can be read: the base point, whose owner is everybody, so
    // that
    // its signatures prove nothing; every such segment is reported as damaged anyway.
    private static final Verifier NOBODY = Verifier.parse("ed25519:WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY");

    private static Optional<SegmentHeader> header(Found found) {
        return found.head() instanceof SegmentFile.Begun(SegmentHeader.Whole(var header), var _, var _)
                ? Optional.of(header)
                : Optional.empty();
    }

    private Optional<Checkpoint> head(List<Found> begun, Optional<Verifier> key) throws IOException {
        List<Checkpoint> both = HeadFile.both(directory.head());
        if (both.isEmpty()) {
            if (!begun.isEmpty()) {
                findings.add(new Finding.MissingHead());
            }
            return Optional.empty();
        }
        if (key.isEmpty()) {
            findings.add(new Finding.MissingTail(0, both.getFirst().covers()));
            return Optional.empty();
        }
        for (Checkpoint checkpoint : both) {
            if (!checkpoint.signedBy(key.get())) {
                findings.add(new Finding.BadSignature(checkpoint.segment(), checkpoint.covers() + 1));
                return Optional.empty();
            }
        }
        return Optional.of(both.getFirst());
    }

    private void walk(Found found, Chain chain, Verifier key, boolean last, boolean follows) throws IOException {
        try (SegmentFile file = SegmentFile.open(found.name(), found.path())) {
            boolean shortFile = false;
            switch (found.head()) {
                case SegmentFile.Begun(SegmentHeader.Newer(var version), var _, var _) -> {
                    findings.add(new Finding.UnknownVersion(found.name(), version));
                    return;
                }
                case SegmentFile.Begun(SegmentHeader.Damaged _, var stands, var should) -> {
                    findings.add(new Finding.FlippedBits(found.name(), 0, 0));
                    chain.continueFrom(stands, should);
                    if (!follows) {
                        Frame.at(file.window(), SegmentHeader.BYTES).ifPresent(frame -> chain.expect(frame.sequence()));
                    }
                }
                case SegmentFile.Begun(SegmentHeader.Whole(var header), var stands, var should) -> {
                    enter(header, found, chain, key, follows);
                    chain.continueFrom(stands, should);
                    shortFile = file.window().size() < header.segmentBytes();
                    if (file.window().size() != header.segmentBytes()) {
                        findings.add(new Finding.WrongSize(
                                found.name(),
                                header.segmentBytes(),
                                file.window().size()));
                    }
                }
                case SegmentFile.Spare _, SegmentFile.Soiled _ -> {}
            }
            int before = findings.count();
            SegmentWalk.Situation situation =
                    new SegmentWalk.Situation(checkpoint -> checkpoint.signedBy(key), last, shortFile, (_, _, _) -> {});
            new SegmentWalk(file.window(), found.holds(), chain, findings, situation).run();
            if (!last && findings.count() == before && chain.last() != RecordKind.CHECKPOINT) {
                findings.add(new Finding.Unsigned(found.holds(), chain.highest()));
            }
        }
    }

    private void enter(SegmentHeader header, Found found, Chain chain, Verifier key, boolean follows) {
        if (!header.key().equals(key)) {
            findings.add(new Finding.BadSignature(found.name(), 0));
        }
        if (follows && header.firstSequence() > chain.expected()) {
            findings.gap(chain.expected() - 1, header.firstSequence());
        } else if (follows && (!chain.continues(header.previous()) || header.firstSequence() != chain.expected())) {
            findings.add(new Finding.ForeignSegment(found.name()));
        }
        chain.expect(header.firstSequence());
    }

    private void end(Chain chain, Optional<Checkpoint> head, long next) {
        if (head.isEmpty()) {
            return;
        }
        Checkpoint signed = head.get();
        for (long missing = next; missing <= signed.segment() && missing < next + 100; missing++) {
            findings.add(new Finding.MissingSegment(missing));
        }
        if (signed.segment() < next && signed.covers() > chain.highest()) {
            findings.add(new Finding.MissingTail(chain.highest(), signed.covers()));
        }
        if (chain.headBroken()) {
            findings.add(new Finding.BadSignature(signed.segment(), signed.covers()));
        }
    }
}

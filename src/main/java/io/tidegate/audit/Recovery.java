package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import io.tidegate.crypto.Signer;
import io.tidegate.crypto.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/// Where does writing go on? Finds the end of the trail, cuts a torn record, and knows the calls left open.
///
/// Looks at the last segment only; damage before it is the verifier's to find. Does not go on after damage that a crash
/// does not explain.
final class Recovery {
    private static final String VERIFY =
            "; run `tidegate trail verify`, and move the directory away to begin a new trail";
    private static final int WIPE_BYTES = 64 << 10;

    private final TrailDirectory directory;
    private final OpenCalls openCalls = new OpenCalls();
    private final RecordWriter writer;
    private final List<Finding.TornTail> torn = new ArrayList<>();

    static Recovery of(TrailDirectory directory, TrailSettings settings, Signer signer, long micros, Segments segments)
            throws IOException {
        return new Recovery(directory, settings, signer, micros, segments);
    }

    private Recovery(TrailDirectory directory, TrailSettings settings, Signer signer, long micros, Segments segments)
            throws IOException {
        this.directory = directory;
        Optional<Long> last = lastBegun();
        Optional<Checkpoint> head = HeadFile.both(directory.head()).stream()
                .filter(found -> found.signedBy(signer.verifier()))
                .findFirst();
        if (last.isPresent()) {
            writer = resume(last.get(), head, signer, segments);
        } else if (head.isPresent()) {
            throw new TrailDamaged("the segments of the trail in `" + directory.path() + "` are gone" + VERIFY);
        } else {
            writer = begin(settings, signer, micros, segments);
        }
    }

    TrailDirectory directory() {
        return directory;
    }

    RecordWriter writer() {
        return writer;
    }

    OpenCalls openCalls() {
        return openCalls;
    }

    /// What the `OPENED` record says.
    byte[] opened(String node) {
        StringBuilder json = new StringBuilder("{\"node\":\"").append(node).append('"');
        json.append(",\"continues\":").append(writer.sequence());
        json.append(",\"open\":").append(openCalls.list().size());
        if (!torn.isEmpty()) {
            Finding.TornTail tail = torn.getFirst();
            json.append(",\"torn\":{\"segment\":").append(tail.segment());
            json.append(",\"offset\":").append(tail.offset());
            json.append(",\"bytes\":").append(tail.bytes()).append('}');
        }
        return json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private Optional<Long> lastBegun() throws IOException {
        SortedMap<Long, Path> files = directory.segments();
        for (long number : new ArrayList<>(files.keySet()).reversed()) {
            try (SegmentFile file = SegmentFile.open(number, directory.segment(number))) {
                switch (file.head()) {
                    case SegmentFile.Begun _ -> {
                        return Optional.of(number);
                    }
                    case SegmentFile.Soiled _ -> throw damaged(number);
                    case SegmentFile.Spare(var bytes) -> {
                        if (bytes > 0) {
                            torn.add(new Finding.TornTail(number, 0, bytes));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static RecordWriter begin(TrailSettings settings, Signer signer, long micros, Segments segments)
            throws IOException {
        Segment first = segments.prepare(1);
        RecordWriter.Place start = new RecordWriter.Place(1, 0, 0, Digest.ZERO, RecordKind.CHECKPOINT);
        RecordWriter writer = new RecordWriter(first, start);
        writer.begin(
                first, new SegmentHeader(1, 1, micros, Digest.ZERO, signer.verifier(), first.size(), settings.node()));
        return writer;
    }

    private RecordWriter resume(long number, Optional<Checkpoint> head, Signer signer, Segments segments)
            throws IOException {
        RecordWriter.Place place;
        try (SegmentFile file = SegmentFile.open(number, directory.segment(number))) {
            place = walk(file, head, signer);
        }
        Segment segment = segments.reopen(number);
        for (Finding.TornTail tail : torn) {
            if (tail.segment() == number) {
                wipe(segment, tail);
            }
        }
        return new RecordWriter(segment, place);
    }

    private RecordWriter.Place walk(SegmentFile file, Optional<Checkpoint> head, Signer signer) throws IOException {
        if (!(file.head() instanceof SegmentFile.Begun(SegmentHeader.Whole(var header), var stands, var should))
                || header.segment() != file.number()
                || header.segmentBytes() != file.window().size()) {
            throw damaged(file.number());
        }
        if (!header.key().equals(signer.verifier())) {
            throw new TrailDamaged("the trail in `" + directory.path() + "` is signed with key `"
                    + header.key().keyId() + "`, and the key ring has `" + signer.keyId()
                    + "`; restore the key, or move the directory away to begin a new trail");
        }
        Chain chain = new Chain(head);
        chain.expect(header.firstSequence());
        chain.continueFrom(stands, should);
        Findings findings = new Findings();
        Newest newest = new Newest(head);
        SegmentWalk.Situation situation = new SegmentWalk.Situation(newest, true, false, this::remember);
        long end = new SegmentWalk(file.window(), file.number(), chain, findings, situation).run();
        for (Finding finding : findings.list()) {
            if (!(finding instanceof Finding.TornTail tail)) {
                throw damaged(file.number());
            }
            torn.add(tail);
        }
        if (!newest.isSigned(header.key())) {
            throw damaged(file.number());
        }
        long sequence = chain.expected() - 1;
        if (chain.headBroken() || (head.isPresent() && head.get().covers() > sequence)) {
            throw damaged(file.number());
        }
        return new RecordWriter.Place(file.number(), end, sequence, chain.stored(), chain.last());
    }

    /// The checkpoint that was seen last. Its signature vouches for all before it in the chain, so here the others are
    /// not checked: right after a start a signature takes as long as thousands of records.
    private static final class Newest implements Predicate<Checkpoint> {
        private final Optional<Checkpoint> known;
        private Optional<Checkpoint> seen = Optional.empty();

        /// @param known one whose signature was checked
        Newest(Optional<Checkpoint> known) {
            this.known = known;
        }

        @Override
        public boolean test(Checkpoint checkpoint) {
            seen = Optional.of(checkpoint);
            return true;
        }

        boolean isSigned(Verifier key) {
            return seen.isEmpty() || seen.equals(known) || seen.get().signedBy(key);
        }
    }

    private void remember(Frame frame, RecordKind kind, Window window) throws IOException {
        if (kind == RecordKind.CARRIED) {
            openCalls.carried(frame.payload(window));
        } else if (kind.namesCall()) {
            Optional<String> call = About.call(frame.payload(window));
            call.ifPresent(id -> openCalls.note(kind, id, frame.sequence()));
        }
    }

    private static void wipe(Segment segment, Finding.TornTail tail) throws IOException {
        byte[] zeros = new byte[WIPE_BYTES];
        for (long done = 0; done < tail.bytes(); done += WIPE_BYTES) {
            int length = (int) Math.min(WIPE_BYTES, tail.bytes() - done);
            segment.write(tail.offset() + done, zeros, length);
        }
        segment.force();
    }

    private TrailDamaged damaged(long number) {
        return new TrailDamaged(
                "segment " + number + " of the trail in `" + directory.path() + "` is not as it was written" + VERIFY);
    }
}

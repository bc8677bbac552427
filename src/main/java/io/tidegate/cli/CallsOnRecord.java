package io.tidegate.cli;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was called since a moment, one call after the other, each with its arguments as they are on record.
///
/// A call's arguments stand in the record of intent, which comes before the one of its end. Those of calls that are
/// under way in between are kept in mind, up to 64 MB; the oldest then lose theirs.
final class CallsOnRecord implements AutoCloseable {
    private static final int PENDING_CHARS_MAX = 32 << 20;

    private final TrailReader reader;
    private final Instant from;
    private final Map<String, Sealed> pending = new LinkedHashMap<>();
    private long pendingChars;

    /// Arguments as they stand in the trail.
    record Sealed(String subject, String text) {}

    /// The end of a call.
    record Ended(TrailRecord record, JsonValue entry, Optional<Sealed> arguments) {}

    CallsOnRecord(Path trail, Instant from) throws IOException {
        this.reader = TrailReader.fromStart(trail);
        this.from = from;
    }

    /// The next that ended; nothing at the end of the trail.
    Optional<Ended> next() throws IOException {
        for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            TrailRecord record = next.get();
            if (record.kind() == RecordKind.INTENT) {
                begun(JsonDocument.of(record.json()).root());
            } else if (record.kind() == RecordKind.SEALED) {
                JsonValue entry = JsonDocument.of(record.json()).root();
                Optional<Sealed> begun = ended(entry.string("call").orElse(""));
                if (!record.time().isBefore(from)) {
                    return Optional.of(new Ended(record, entry, sealed(entry).or(() -> begun)));
                }
            }
        }
        return Optional.empty();
    }

    private void begun(JsonValue entry) {
        Optional<Sealed> found = sealed(entry);
        found.ifPresent(its -> {
            pending.put(entry.string("call").orElse(""), its);
            pendingChars += its.text().length();
        });
        Iterator<Sealed> oldest = pending.values().iterator();
        while (pendingChars > PENDING_CHARS_MAX) {
            pendingChars -= oldest.next().text().length();
            oldest.remove();
        }
    }

    private Optional<Sealed> ended(String call) {
        Optional<Sealed> begun = Optional.ofNullable(pending.remove(call));
        begun.ifPresent(its -> pendingChars -= its.text().length());
        return begun;
    }

    private static Optional<Sealed> sealed(JsonValue entry) {
        return entry.get("arguments").flatMap(arguments -> arguments
                .string("sealed")
                .map(text -> new Sealed(arguments.string("subject").orElse(""), text)));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

package io.tidegate.cli;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which policies came into force when, by the trail? Also by what older programs wrote, which did not say whose they
/// were.
final class VersionsOnRecord {
    private static final Set<String> OLDER = Set.of("started", "configuration-loaded");
    private static final Pattern DIGEST = Pattern.compile("(?:^| )policy ([0-9a-f]{64})(?:$| )");

    private final Deque<Came> came = new ArrayDeque<>();
    private final int most;

    /// @param author whose they are, as far as it was said
    record Came(Instant at, String digest, Optional<String> author, Optional<String> written, Optional<String> commit) {
        String by() {
            return author.map(name -> "by " + name
                            + written.map(time -> ", written " + time).orElse("")
                            + commit.map(id -> ", commit " + id).orElse(""))
                    .orElse("");
        }
    }

    /// @param most how many of the newest are kept in mind
    VersionsOnRecord(int most) {
        this.most = most;
    }

    /// All that a trail tells; reads it once, in little memory.
    static VersionsOnRecord in(Path trail, int most) throws IOException {
        VersionsOnRecord versions = new VersionsOnRecord(most);
        try (TrailReader reader = TrailReader.fromStart(trail)) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                versions.take(next.get());
            }
        }
        return versions;
    }

    void take(TrailRecord record) {
        if (record.kind() != RecordKind.CHANGE) {
            return;
        }
        JsonValue root = JsonDocument.of(record.json()).root();
        String what = root.string("what").orElse("");
        if (what.equals(PolicyVersions.IN_FORCE)) {
            root.string("policies").ifPresent(digest -> add(record, digest, root));
        } else if (OLDER.contains(what)) {
            Matcher older = DIGEST.matcher(root.string("detail").orElse(""));
            if (older.find() && !isLast(older.group(1))) {
                add(record, older.group(1), root);
            }
        }
    }

    private boolean isLast(String digest) {
        return !came.isEmpty() && came.getLast().digest().equals(digest);
    }

    private void add(TrailRecord record, String digest, JsonValue root) {
        if (isLast(digest) && came.getLast().author().isEmpty()) {
            came.removeLast(); // the same, of which more is said now
        }
        came.add(new Came(record.time(), digest, root.string("author"), root.string("written"), root.string("commit")));
        if (came.size() > most) {
            came.removeFirst();
        }
    }

    /// The newest first.
    List<Came> newestFirst() {
        return came.reversed().stream().toList();
    }

    /// When those with this digest, or one that begins so, came last before a moment.
    Optional<Came> of(String digest, Instant moment) {
        return newestFirst().stream()
                .filter(one -> one.digest().startsWith(digest) && !one.at().isAfter(moment))
                .findFirst();
    }
}

package io.tidegate.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;

/// With which key is a trail signed? Reads the head of its last segment and checks nothing.
public final class TrailKey {
    private TrailKey() {}

    /// The key's short name, as `Signer.keyId` tells it; none where nothing is written yet or the head is damaged.
    public static Optional<String> idIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        SortedMap<Long, Path> files = new TrailDirectory(directory).segments();
        for (long number : new ArrayList<>(files.keySet()).reversed()) {
            try (SegmentFile file = SegmentFile.open(number, new TrailDirectory(directory).segment(number))) {
                if (file.head() instanceof SegmentFile.Begun(SegmentHeader.Whole(var header), var _, var _)) {
                    return Optional.of(header.key().keyId());
                }
            }
        }
        return Optional.empty();
    }
}

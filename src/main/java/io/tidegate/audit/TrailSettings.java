package io.tidegate.audit;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where and how is the trail written? Nothing is ever deleted: retention comes later.
///
/// @param directory where the segments lie; made with mode 0700 if missing
/// @param segmentBytes size of one segment file, 8 KiB to 1 GiB
/// @param node the name of this node, 1 to 63 of letters, digits, `.`, `_`, `-`
public record TrailSettings(Path directory, int segmentBytes, String node) {
    /// 16 MiB: some 20,000 records, prepared in well under a tenth of a second.
    public static final int SEGMENT_BYTES_DEFAULT = 16 << 20;

    private static final int SEGMENT_BYTES_MIN = 8 << 10;
    private static final int SEGMENT_BYTES_MAX = 1 << 30;
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    public TrailSettings {
        if (segmentBytes < SEGMENT_BYTES_MIN || segmentBytes > SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException("a trail segment has between 8 KiB and 1 GiB");
        }
        if (!NODE.matcher(node).matches()) {
            throw new IllegalArgumentException(
                    "the node name `" + node + "` is not 1 to 63 letters, digits, `.`, `_` or `-`");
        }
    }

    /// With segments of the default size.
    public static TrailSettings of(Path directory, String node) {
        return new TrailSettings(directory, SEGMENT_BYTES_DEFAULT, node);
    }
}

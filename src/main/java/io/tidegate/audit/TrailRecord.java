package io.tidegate.audit;

import java.time.Instant;

/// What stands in one record? Values that may not stand in clear are sealed inside `json`.
///
/// @param sequence 1 for the first record of a trail, then one more each
/// @param time when it was appended, to the microsecond
/// @param json the payload, one JSON object
public record TrailRecord(long sequence, Instant time, RecordKind kind, String json) {
    public TrailRecord {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequences begin at 1");
        }
    }
}

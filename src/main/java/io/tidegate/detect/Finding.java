package io.tidegate.detect;

import java.util.Objects;

/// What was found, and where? Holds offsets and never the data itself, so it may be logged and recorded.
///
/// `start` and `end` are UTF-16 offsets into the text that was scanned, end exclusive. `kind` says what it is within
/// its type: `github-token`, `visa`.
public record Finding(DataType type, String kind, int start, int end, Confidence confidence) {
    /// The kind of a finding that was merged from several of one type.
    static final String MIXED = "mixed";

    public Finding {
        Objects.requireNonNull(type);
        Objects.requireNonNull(confidence);
        if (kind.isBlank()) {
            throw new IllegalArgumentException("a finding names its kind");
        }
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a finding covers at least one character");
        }
    }

    boolean overlaps(Finding other) {
        return start < other.end && other.start < end;
    }

    /// One finding over both extents, named after the weightier type.
    Finding mergedWith(Finding other) {
        Finding weightier = other.outweighs(this) ? other : this;
        return new Finding(
                weightier.type,
                type == other.type && confidence == other.confidence && !kind.equals(other.kind)
                        ? MIXED
                        : weightier.kind,
                Math.min(start, other.start),
                Math.max(end, other.end),
                weightier.confidence);
    }

    private boolean outweighs(Finding other) {
        if (type != other.type) {
            return type.compareTo(other.type) > 0;
        }
        return confidence.compareTo(other.confidence) > 0;
    }
}

package io.tidegate.detect;

import java.util.List;
import java.util.Objects;

/// What was found, and where? Holds offsets and never the data itself, so it may be logged and recorded.
///
/// `start` and `end` are UTF-16 offsets into the text that was scanned, end exclusive. `kind` says what it is within
/// its type: `github-token`, `visa`.
///
/// @param parts what it was merged from, where findings overlapped; empty where it is of one piece
public record Finding(DataType type, String kind, int start, int end, Confidence confidence, List<Finding> parts) {
    /// The kind of a finding that was merged from several of one type.
    static final String MIXED = "mixed";

    /// What the kind of a finding inside of base64 begins with, once a layer.
    static final String ENCODED = "encoded-";

    public Finding(DataType type, String kind, int start, int end, Confidence confidence) {
        this(type, kind, start, end, confidence, List.of());
    }

    public Finding {
        parts = List.copyOf(parts);
        Objects.requireNonNull(type);
        Objects.requireNonNull(confidence);
        if (kind.isBlank()) {
            throw new IllegalArgumentException("a finding names its kind");
        }
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a finding covers at least one character");
        }
    }

    /// What it is called in the configuration, in records and to people.
    public String id() {
        return type == DataType.OWN ? OwnType.id(kind) : type.id();
    }

    /// Whether it was recognised in this way, inside of base64 or not.
    public boolean isRecognisedAs(String way) {
        return kind.equals(way) || kind.replace(ENCODED, "").equals(way);
    }

    /// Itself, or what it was merged from: what is done about data goes by these.
    public List<Finding> pieces() {
        return parts.isEmpty() ? List.of(this) : parts;
    }

    /// The same so many characters further on, and not before the beginning. Of its parts those that are behind it.
    Finding moved(int by) {
        return new Finding(
                type,
                kind,
                Math.max(0, start + by),
                end + by,
                confidence,
                parts.stream()
                        .filter(part -> part.end + by > 0)
                        .map(part -> part.moved(by))
                        .toList());
    }

    /// One finding over all of these, which overlap, named after the weightiest.
    static Finding over(List<Finding> group) {
        Finding whole = group.stream().reduce(Finding::mergedWith).orElseThrow();
        return group.size() == 1
                ? whole
                : new Finding(whole.type, whole.kind, whole.start, whole.end, whole.confidence, group);
    }

    private Finding mergedWith(Finding other) {
        Finding weightier = other.outweighs(this) ? other : this;
        return new Finding(
                weightier.type,
                type == other.type && type != DataType.OWN && confidence == other.confidence && !kind.equals(other.kind)
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

package io.tidegate.detect;

/// How sure is a finding? Says how it was verified, and is no measured probability.
public enum Confidence {
    /// Shape only, judged by its surroundings and its randomness.
    POSSIBLE,
    /// A shape that hardly occurs by chance.
    LIKELY,
    /// A checksum, or a marker that nothing else carries.
    CERTAIN
}

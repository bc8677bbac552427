package io.tidegate.call;

import io.tidegate.crypto.Digest;

/// One control's verdict, and the digest of what it judged.
///
/// @param saw `Digest.ZERO` where the control reads no content
/// @param nanos how long it took
public record Ruling(ControlId control, Digest saw, Verdict verdict, long nanos) {}

package io.tidegate.call;

/// Something that a control saw and that the trail records, without the content itself.
///
/// @param what for instance `masked`, `alert`, `stripped`
/// @param kind for instance `email`, `bidi-control`
/// @param count how many
public record Note(String what, String kind, int count) {}

package io.tidegate.audit;

/// A call whose intent is on record and whose end is not.
///
/// @param call the call's id
/// @param sequence of its `INTENT` record
public record OpenCall(String call, long sequence) {}

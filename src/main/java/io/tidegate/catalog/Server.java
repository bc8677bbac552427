package io.tidegate.catalog;

/// A server as the operator configured it: what the gate needs to know of it.
///
/// @param name 1 to 32 of `a-z 0-9 -`, starting with a letter
/// @param trusted whether the operator vouches for what it returns; false gets its results marked
public record Server(String name, boolean trusted) {}

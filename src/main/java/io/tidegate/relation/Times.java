package io.tidegate.relation;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The clock on the wall, and one that only goes on.
public record Times(InstantSource clock, LongSupplier nanoTime) {}

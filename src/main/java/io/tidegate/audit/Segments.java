package io.tidegate.audit;

import java.io.IOException;

/// Who provides segments? Files, or something that fails on purpose in tests.
interface Segments {
    /// A segment of zeros for `number`, durably there, whose blocks are all allocated.
    Segment prepare(long number) throws IOException;

    /// The segment `number` that is there already.
    Segment reopen(long number) throws IOException;
}

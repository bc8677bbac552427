package io.tidegate.audit;

import java.io.IOException;

/// Where are records put? A preallocated run of zeros that keeps what was written when the process dies,
/// and after `force` also when the machine dies.
interface Segment {
    long size();

    /// Writes the first `length` of `bytes` at `offset`. Beyond `size` is a mistake of the caller.
    void write(long offset, byte[] bytes, int length) throws IOException;

    /// Returns when everything that was written is on the disk.
    void force() throws IOException;

    void close() throws IOException;
}

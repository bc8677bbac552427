package io.tidegate.audit;

import java.io.IOException;

/// Where are records put? A preallocated run of zeros that survives the death of the process as soon as it is written,
/// and the death of the machine after `force`.
interface Segment {
    long size();

    void put(long offset, byte[] bytes, int from, int length);

    /// Writes a big-endian number after everything that was put before it.
    void putLast(long offset, int number);

    void putFirst(long offset, long number);

    /// Returns when everything that was put is on the disk.
    void force() throws IOException;

    void close() throws IOException;
}

package io.tidegate.limit;

import java.util.ArrayList;
import java.util.List;

/// What memory does one call hold for its answer? Whoever began the call closes this, however the call ends.
///
/// For the thread of the call.
public final class Holding implements AutoCloseable {
    private final List<Shares.Share> untilWritten = new ArrayList<>(1);
    private final List<Shares.Share> untilExamined = new ArrayList<>(1);

    /// @param bytes held until the answer is written
    /// @param work held until nothing more is done with the answer than to write it
    public void keep(Shares.Share bytes, Shares.Share work) {
        untilWritten.add(bytes);
        untilExamined.add(work);
    }

    /// The answer stands as it will be written: a client that takes its time holds no more than that.
    public void examined() {
        untilExamined.forEach(Shares.Share::close);
        untilExamined.clear();
    }

    @Override
    public void close() {
        examined();
        untilWritten.forEach(Shares.Share::close);
        untilWritten.clear();
    }
}

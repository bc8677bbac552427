package io.tidegate.limit;

import java.util.ArrayList;
import java.util.List;

/// What memory does one call hold for its messages? Whoever began the call closes this, however the call ends.
///
/// For the thread of the call.
public final class Holding implements AutoCloseable {
    private final List<Shares.Share> untilEnd = new ArrayList<>(3);
    private final List<Shares.Share> untilExamined = new ArrayList<>(2);

    /// Holds this until the answer is written.
    public void keep(Shares.Share bytes) {
        untilEnd.add(bytes);
    }

    /// Holds this as long as a message is examined.
    public void work(Shares.Share bytes) {
        untilExamined.add(bytes);
    }

    /// The message stands as it will be sent: a server that is slow to answer, or a client that is slow to read, holds
    /// no more than that.
    public void examined() {
        untilExamined.forEach(Shares.Share::close);
        untilExamined.clear();
    }

    @Override
    public void close() {
        examined();
        untilEnd.forEach(Shares.Share::close);
        untilEnd.clear();
    }
}

package io.tidegate.limit;

import java.util.ArrayList;
import java.util.List;

/// What does one call hold: memory for its messages, and what it has of limits? Whoever began the call closes this,
/// however the call ends.
///
/// For the thread of the call.
public final class Holding implements AutoCloseable {
    private final List<Shares.Share> untilEnd = new ArrayList<>(3);
    private final List<Shares.Share> untilExamined = new ArrayList<>(2);
    private final List<Slots.Slot> untilAnswered = new ArrayList<>(2);
    private final List<Runnable> unlessReached = new ArrayList<>(2);
    private boolean reached;

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

    /// Holds this until the call, or this leg of it, has its answer: whoever is slow to read keeps nobody from calling.
    public void run(Slots.Slot slot) {
        untilAnswered.add(slot);
    }

    /// Something was spent for the call. It is given back where the call ends and reached no server.
    public void spent(Runnable giveBack) {
        unlessReached.add(giveBack);
    }

    /// A server may have done what the call asks for, or it goes on with what was paid for.
    public void reached() {
        reached = true;
    }

    /// The call, or this leg of it, has its answer, whatever that is.
    public void answered() {
        untilAnswered.forEach(Slots.Slot::close);
        untilAnswered.clear();
        if (!reached) {
            unlessReached.forEach(Runnable::run);
        }
        unlessReached.clear();
        reached = false;
    }

    @Override
    public void close() {
        answered();
        examined();
        untilEnd.forEach(Shares.Share::close);
        untilEnd.clear();
    }
}

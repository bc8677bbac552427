package io.tidegate.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private @Nullable GivenUp givenUp;

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

    /// The place of the call at its server: free when this is closed, unless the server may still be at it.
    public AtServer atServer(Shares.Share place) {
        return () -> {
            GivenUp goesOn = givenUp;
            if (goesOn == null) {
                place.close();
            } else {
                goesOn.keep(place::close);
            }
        };
    }

    /// A place that is taken.
    @FunctionalInterface
    public interface AtServer extends AutoCloseable {
        @Override
        void close();
    }

    /// Nobody waits for the call any more, and its server may still be at it: whoever gives calls up has no more of
    /// them under way at once than whoever waits.
    ///
    /// @param most how long the call might have taken
    /// @return to be run when the server is done with it; of no use then or later
    public Runnable givenUp(Duration most) {
        GivenUp goesOn = givenUp;
        if (goesOn == null) {
            goesOn = new GivenUp(most);
            givenUp = goesOn;
            for (Slots.Slot slot : untilAnswered) {
                goesOn.keep(slot::close);
            }
            untilAnswered.clear();
        }
        return goesOn::over;
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

package io.tidegate.upstream;

import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.util.Map;

/// A call in whose midst the server waits for answers of the caller. Whoever holds it ends it, one way or the other.
interface Pause {
    /// Gives the server the answers and waits on. To be called once.
    ///
    /// @param replies one to each request that was asked, by its id
    /// @param question with the deadline, the cancellation and the listeners of this leg
    Step goOn(Map<RequestId, Reply> replies, Question question) throws LinkFailed;

    /// No answer will come: the server is told so, and the call is cancelled. Does not wait for the server.
    void giveUp();

    /// The same, because its time is over: whoever still asks the client is told.
    default void expire() {
        giveUp();
    }

    /// How long it may last at most.
    Duration most();
}

package io.tidegate.upstream;

import java.time.Duration;

/// A call in whose midst the server waits for an answer of the caller. Whoever holds it ends it, one way or the other.
interface Pause {
    /// Gives the server the answer and waits on. To be called once.
    ///
    /// @param question with the deadline, the cancellation and the listeners of this leg
    Step goOn(Reply reply, Question question) throws LinkFailed;

    /// No answer will come: the server is told so, and the call is cancelled. Does not wait for the server.
    void giveUp(Reply reply);

    /// How long it may last at most.
    Duration most();
}

package io.tidegate.upstream;

import io.tidegate.mcp.Message;
import java.time.Instant;

/// Where a server's requests are taken while the question in whose course they come goes on.
interface Desk {
    /// Whether it is taken; else nobody can answer it. Called on the thread that waits for the answer to the question.
    boolean take(Message.Request request, Back back);

    /// The way back to a server that asked. Of use once, from any thread.
    interface Back {
        void answer(Reply reply, Instant deadline) throws LinkFailed;

        /// The same for who will say nothing more: many at once don't storm the server.
        void farewell(Reply reply) throws LinkFailed;
    }
}

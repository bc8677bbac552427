package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Era;
import java.time.Instant;

/// A way to a server on which both have agreed how to speak.
interface Link extends AutoCloseable {
    Era era();

    /// What the server says of itself.
    ///
    /// @throws LinkFailed if it has to be asked, and does not answer by the deadline
    Greeting greeting(Instant deadline) throws LinkFailed;

    /// Puts a question and waits for its answer, or for what the server needs before that.
    ///
    /// @throws LinkFailed if there is none to be had; whether the server acted on the question is then unknown
    Step ask(Question question) throws LinkFailed;

    /// Whether questions can still be put.
    boolean alive();

    /// Who is told, from now on, of what the server says unasked.
    void onEvents(Events events);

    /// Looks after what must not live for ever. Called every second or so; must not block.
    void tend();

    /// Ends what a caller's session has at the server. Must not block.
    void forget(String session);

    @Override
    void close();

    /// What happens without being asked for. Called on the thread that reads: must not block.
    interface Events {
        /// @param notification the method of it
        void listChanged(String notification);

        /// A resource changed that this session watches.
        ///
        /// @param params of the notification
        void updated(String session, String uri, JsonDocument params);

        /// Nothing more will come.
        void ended();
    }
}

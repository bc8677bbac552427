package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ParamHeaders;
import java.time.Instant;
import java.util.Map;

/// A way to a server on which both have agreed how to speak.
interface Link extends AutoCloseable {
    Era era();

    /// What the server says of itself.
    ///
    /// @throws LinkFailed if it has to be asked, and does not answer by the deadline
    Greeting greeting(Instant deadline) throws LinkFailed;

    /// What it says of itself from now on.
    void greeted(Greeting anew);

    /// Puts a question and waits for its answer, or for what the server needs before that.
    ///
    /// @throws LinkFailed if there is none to be had; whether the server acted on the question is then unknown
    Step ask(Question question) throws LinkFailed;

    /// Whether questions can still be put.
    boolean alive();

    /// Who is told, from now on, of what the server says unasked.
    void attach(Unasked unasked);

    /// From now on the server tells of what it says unasked, as far as it does at all. Must not block.
    void listen();

    /// The tools of which some arguments travel as headers as well.
    void declared(Map<String, ParamHeaders> headers);

    /// From now on the server tells in this session when the resource changes.
    ///
    /// @throws LinkFailed if it does not
    void watch(Asker asker, String uri, Instant deadline) throws LinkFailed;

    /// Ends that, once nobody else of the session watches it. Must not block.
    void unwatch(Asker asker, String uri);

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

        /// A resource changed that this listener watches.
        ///
        /// @param params of the notification
        void updated(String listener, String uri, JsonDocument params);

        /// A page is done that this session was sent to.
        ///
        /// @param id the server's own
        void completed(String session, String id);

        /// The server logs something in this session, whatever for.
        ///
        /// @param params of `notifications/message`
        /// @return whether the session listens, and so is told if it wants to be
        boolean logged(String session, JsonDocument params);

        /// The server asked for something that belongs to no call, and was refused; or it answered what nobody waits
        /// for.
        ///
        /// @param method what it asked, or [Upstreams#ANSWER]
        void unsolicited(String method);

        /// The server said what one of the older era says to whoever speaks to it as to one of the newer.
        default void looksOlder() {}

        /// The server said something unasked that is too large to be told.
        ///
        /// @param count so many times since this was last called
        void leftOut(long count);

        /// Nothing more will come.
        void ended();
    }
}

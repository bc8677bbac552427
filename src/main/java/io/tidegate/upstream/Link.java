package io.tidegate.upstream;

import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;

/// A way to a server on which both have agreed how to speak.
interface Link extends AutoCloseable {
    Era era();

    /// Puts a question and waits for its answer: a `Result` or a `Failure`.
    ///
    /// @throws LinkFailed if there is none to be had; whether the server acted on the question is then unknown
    Message ask(Question question) throws LinkFailed;

    /// Whether questions can still be put.
    boolean alive();

    /// Runs `action` once when the server goes away or says that its list of tools changed.
    void onChange(Runnable action);

    @Override
    void close();
}

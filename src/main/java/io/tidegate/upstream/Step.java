package io.tidegate.upstream;

import io.tidegate.mcp.Message;

/// How far did a question get?
sealed interface Step {
    /// To its end.
    ///
    /// @param message a `Result` or a `Failure`
    record Answered(Message message) implements Step {}

    /// The server needs something of the caller before it goes on. Nothing more is read until then.
    record Asked(Message.Request request, Pause pause) implements Step {}

    /// The answer to a question of the gateway's own, in whose course nothing can be asked.
    static Message answer(Step step) throws LinkFailed {
        return switch (step) {
            case Answered(Message message) -> message;
            case Asked(Message.Request _, Pause pause) -> {
                pause.giveUp(Reply.none());
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server asks for what nobody declared");
            }
        };
    }
}

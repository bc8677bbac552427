package io.tidegate.upstream;

import io.tidegate.mcp.Message;
import java.time.Duration;
import java.util.List;

/// How far did a question get?
sealed interface Step {
    /// To its end.
    ///
    /// @param message a `Result` or a `Failure`
    record Answered(Message message) implements Step {}

    /// To nothing: the server refused it for its headers, before it did anything (MCP 2026-07-28, -32020).
    record NotTaken(Message.Failure refusal) implements Step {}

    /// The server needs something of the caller before it goes on. Nothing more is read until then.
    ///
    /// @param requests what it asked for within a moment, in its order; at least one
    record Asked(List<Message.Request> requests, Pause pause) implements Step {
        public Asked {
            requests = List.copyOf(requests);
        }
    }

    /// How long a server has to be quiet before what it asks for is all that it asks at once. Servers that ask for
    /// several things do so without waiting in between.
    Duration QUIET = Duration.ofMillis(80); // more than an acknowledgement of TCP may be delayed

    /// However busy it is, the caller waits no longer for its questions.
    Duration GATHERED_WITHIN = Duration.ofMillis(500);

    /// What else it asks is asked afterwards.
    int AT_ONCE_MAX = 8;

    /// The answer to a question of the gateway's own, in whose course nothing can be asked.
    static Message answer(Step step) throws LinkFailed {
        return switch (step) {
            case Answered(Message message) -> message;
            case NotTaken(Message.Failure refusal) -> refusal;
            case Asked(var _, Pause pause) -> {
                pause.giveUp();
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server asks for what nobody declared");
            }
        };
    }
}

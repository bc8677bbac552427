package io.tidegate.upstream;

import io.tidegate.limit.Holding;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.InstantSource;

/// Does a server that did not answer for a while answer again? Asked something that means nothing.
final class Revival {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final InstantSource clock;

    Revival(InstantSource clock) {
        this.clock = clock;
    }

    /// What is known of the server after it was asked.
    enum Sign {
        ANSWERS,
        SILENT,
        /// It could not be asked: there was no place for the question, which says nothing of the server.
        UNKNOWN
    }

    /// Finds out whether the suspicion is right. Others' calls go on meanwhile. Where the server can't be asked it
    /// stays suspected, and is asked later.
    void examine(Breaker breaker, Link link) {
        switch (ask(link)) {
            case ANSWERS -> breaker.answered();
            case SILENT -> breaker.confirm();
            case UNKNOWN -> {}
        }
    }

    boolean answers(Link link) {
        return ask(link) == Sign.ANSWERS;
    }

    private Sign ask(Link link) {
        String method =
                switch (link.era()) {
                    case STATEFUL -> Method.PING;
                    case STATELESS -> Method.DISCOVER;
                };
        Question probe = Question.own(method, Message.NO_PARAMS, clock.instant().plus(PATIENCE));
        try (Holding _ = probe.holding()) {
            return switch (Step.answer(link.ask(probe))) {
                case Message.Result _, Message.Failure _ -> Sign.ANSWERS;
                case Message.Request _, Message.Notification _ -> Sign.SILENT;
            };
        } catch (LinkFailed failure) {
            return switch (failure.why()) {
                case BUSY, CANCELLED, NO_MEMORY, CONSENT, UNPROVEN -> Sign.UNKNOWN;
                case GONE, SLOW, TOO_LARGE, MALFORMED, SESSION_LOST, CREDENTIAL, CHANGED -> Sign.SILENT;
            };
        }
    }
}

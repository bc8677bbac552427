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

    boolean answers(Link link) {
        String method =
                switch (link.era()) {
                    case STATEFUL -> Method.PING;
                    case STATELESS -> Method.DISCOVER;
                };
        Question probe = Question.own(method, Message.NO_PARAMS, clock.instant().plus(PATIENCE));
        try (Holding _ = probe.holding()) {
            return switch (Step.answer(link.ask(probe))) {
                case Message.Result _, Message.Failure _ -> true;
                case Message.Request _, Message.Notification _ -> false;
            };
        } catch (LinkFailed silent) {
            return false;
        }
    }
}

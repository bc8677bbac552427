package io.tidegate.upstream;

import io.tidegate.json.JsonValue;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Does a server that was of the newer era still speak it? What it says to a call only raises the doubt; its answer to
/// `server/discover` decides, and it is asked at most every few seconds, so that one that refuses for other reasons is
/// left as it is.
///
/// For the thread that keeps the server, but for [#raise].
final class EraDoubt {
    private static final Duration APART = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// What servers say that know no `server/discover`, or not this version of it.
    private static final Set<String> UNKNOWN = Set.of(
            "-32000",
            Integer.toString(ErrorCode.METHOD_NOT_FOUND),
            Integer.toString(ErrorCode.INVALID_PARAMS),
            Integer.toString(ErrorCode.INVALID_REQUEST),
            Integer.toString(ErrorCode.UNSUPPORTED_VERSION));

    private final InstantSource clock;
    private volatile boolean raised;
    private Optional<Instant> asked = Optional.empty();

    EraDoubt(InstantSource clock) {
        this.clock = clock;
    }

    void raise() {
        raised = true;
    }

    /// Whether it speaks another era now, as far as there is a doubt and it is time to look.
    boolean isOver(Link link) {
        Instant now = clock.instant();
        boolean due = asked.map(before -> !before.plus(APART).isAfter(now)).orElse(true);
        if (!raised || !due) {
            return false;
        }
        asked = Optional.of(now);
        boolean over = saysOther(link, now.plus(PATIENCE));
        raised = false; // last: what it says to this is no new doubt
        return over;
    }

    private static boolean saysOther(Link link, Instant deadline) {
        Question discover = Question.own(Method.DISCOVER, Message.NO_PARAMS, deadline);
        try (Holding _ = discover.holding()) {
            Message first = Step.answer(link.ask(discover));
            return isOther(Connector.wantsToBeAskedAgain(first) ? Step.answer(link.ask(discover)) : first);
        } catch (LinkFailed failure) {
            return switch (failure.why()) {
                case MALFORMED -> true;
                case GONE,
                        SLOW,
                        BUSY,
                        TOO_LARGE,
                        NO_MEMORY,
                        SESSION_LOST,
                        CREDENTIAL,
                        CONSENT,
                        UNPROVEN,
                        CHANGED,
                        CANCELLED -> false; // says nothing of how it speaks
            };
        }
    }

    private static boolean isOther(Message answer) {
        return switch (answer) {
            case Message.Result _ -> !Connector.speaksStateless(answer);
            case Message.Failure failure ->
                failure.error()
                        .root()
                        .get("code")
                        .map(JsonValue::json)
                        .filter(UNKNOWN::contains)
                        .isPresent();
            case Message.Request _, Message.Notification _ -> false;
        };
    }
}

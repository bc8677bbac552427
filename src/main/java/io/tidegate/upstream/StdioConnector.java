package io.tidegate.upstream;

import io.tidegate.call.Cancellation;
import io.tidegate.config.Server.Reach;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Starts a server's process and finds out how it speaks.
///
/// First `server/discover`, as 2026-07-28 asks. Whatever isn't a clear yes, silence included, is followed by
/// `initialize`: servers of the older era answer the probe in many ways, and none of them is a proof.
final class StdioConnector implements Connector {
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final UpstreamSettings settings;
    private final Reach.Run how;
    private final Intake.Room room;
    private final InstantSource clock;

    StdioConnector(UpstreamSettings settings, Reach.Run how, Intake.Room room) {
        this.settings = settings;
        this.how = how;
        this.room = room;
        this.clock = room.clock();
    }

    @Override
    public Link connect() throws LinkFailed {
        ServerProcess process =
                ServerProcess.start(UpstreamSettings.command(how), UpstreamSettings.environment(how), how.directory());
        StdioLink link = new StdioLink(settings.server().name(), process, room);
        try {
            link.speak(agree(link, clock.instant().plus(settings.startDeadline())));
            return link;
        } catch (LinkFailed failure) {
            link.close();
            throw failure;
        }
    }

    private Dialect agree(StdioLink link, Instant deadline) throws LinkFailed {
        return switch (settings.configured().era()) {
            case LEGACY -> initialize(link, deadline);
            case MODERN -> probe(link, deadline).orElseThrow(Connector::notStateless);
            case AUTO -> {
                Instant patience = clock.instant().plus(SILENCE);
                Optional<Dialect> stateless = probe(link, patience.isBefore(deadline) ? patience : deadline);
                yield stateless.isPresent() ? stateless.get() : initialize(link, deadline);
            }
        };
    }

    private Optional<Dialect> probe(StdioLink link, Instant deadline) throws LinkFailed {
        Question discover = Question.own(Method.DISCOVER, Message.NO_PARAMS, deadline);
        try (Holding _ = discover.holding()) {
            return Connector.speaksStateless(link.ask(discover, Dialect.STATELESS))
                    ? Optional.of(Dialect.STATELESS)
                    : Optional.empty();
        } catch (LinkFailed failure) {
            if (failure.why() == LinkFailed.Why.SLOW || failure.why() == LinkFailed.Why.MALFORMED) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private Dialect initialize(StdioLink link, Instant deadline) throws LinkFailed {
        Question question = new Question(
                Method.INITIALIZE,
                Optional.empty(),
                JsonDocument.of(new String(Dialect.initialize(), StandardCharsets.UTF_8)),
                Optional.empty(),
                Optional.empty(),
                "",
                deadline,
                new Cancellation(),
                new Holding());
        try (Holding _ = question.holding()) {
            Connector.agreedVersion(link.ask(question, Dialect.STATEFUL));
        }
        link.tell(Method.INITIALIZED, Message.NO_PARAMS.bytes());
        return Dialect.STATEFUL;
    }
}

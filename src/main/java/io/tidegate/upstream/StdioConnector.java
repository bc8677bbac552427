package io.tidegate.upstream;

import io.tidegate.config.Server.Era;
import io.tidegate.config.Server.Reach;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts a server's process and finds out how it speaks.
///
/// First `server/discover`, as 2026-07-28 asks. Whatever isn't a clear yes, silence included, is followed by
/// `initialize`: servers of the older era answer the probe in many ways, and none of them is a proof. One that refuses
/// `initialize` is probed again, with all the time that it has to start: its silence may have been its start.
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

    /// A process that ends when it is probed is started once more and not probed.
    @Override
    public Link connect() throws LinkFailed {
        Era era = settings.configured().era();
        try {
            return connected(era);
        } catch (LinkFailed ended) {
            if (era != Era.AUTO || ended.why() != LinkFailed.Why.GONE) {
                throw ended;
            }
            return connected(Era.LEGACY);
        }
    }

    private Link connected(Era era) throws LinkFailed {
        Map<String, String> environment = UpstreamSettings.environment(how);
        Optional<ProgramCheck> check = how.verify().isEmpty()
                ? Optional.empty()
                : Optional.of(ProgramCheck.before(how, how.verify().get(), ServerProcess.given(environment)));
        List<String> command = UpstreamSettings.command(how);
        ServerProcess process = ServerProcess.start(
                check.map(checked -> checked.command(command)).orElse(command), environment, how.directory(), check);
        StdioLink link = new StdioLink(settings.server().name(), process, room);
        try {
            agree(link, era, clock.instant().plus(settings.startDeadline()));
            if (check.isPresent()) {
                check.get().again();
            }
            return link;
        } catch (LinkFailed failure) {
            link.close();
            throw failure;
        }
    }

    private void agree(StdioLink link, Era era, Instant deadline) throws LinkFailed {
        switch (era) {
            case LEGACY -> initialize(link, deadline);
            case MODERN -> {
                if (!probe(link, deadline)) {
                    throw Connector.notStateless();
                }
            }
            case AUTO -> {
                Instant patience = clock.instant().plus(SILENCE);
                if (!probe(link, patience.isBefore(deadline) ? patience : deadline)) {
                    initializeOrProbe(link, deadline);
                }
            }
        }
    }

    private static boolean probe(StdioLink link, Instant deadline) throws LinkFailed {
        Question discover = Question.own(Method.DISCOVER, Message.NO_PARAMS, deadline);
        try (Holding _ = discover.holding()) {
            Message answer = Step.answer(link.ask(discover, Dialect.STATELESS));
            boolean stateless = Connector.speaksStateless(answer);
            if (stateless) {
                link.speak(ProtocolVersion.LATEST_STATELESS, Greeting.of(answer));
            }
            return stateless;
        } catch (LinkFailed failure) {
            if (failure.why() == LinkFailed.Why.SLOW || failure.why() == LinkFailed.Why.MALFORMED) {
                return false;
            }
            throw failure;
        }
    }

    private static void initializeOrProbe(StdioLink link, Instant deadline) throws LinkFailed {
        try {
            initialize(link, deadline);
        } catch (LinkFailed refused) {
            if (refused.why() != LinkFailed.Why.MALFORMED || !probe(link, deadline)) {
                throw refused;
            }
        }
    }

    private static void initialize(StdioLink link, Instant deadline) throws LinkFailed {
        JsonDocument params = JsonDocument.of(new String(Dialect.initializeForAll(), StandardCharsets.UTF_8));
        Question question = Question.own(Method.INITIALIZE, params, deadline);
        try (Holding _ = question.holding()) {
            Message answer = Step.answer(link.ask(question, Dialect.STATEFUL));
            link.speak(Connector.agreedVersion(answer), Greeting.of(answer));
        }
        link.tell(Method.INITIALIZED, Message.NO_PARAMS.bytes());
    }
}

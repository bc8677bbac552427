package io.tidegate.upstream;

import io.tidegate.limit.Holding;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Finds out how a server at a URL speaks: `server/discover` first, and `initialize` where that isn't answered by a
/// clear yes.
final class HttpConnector implements Connector {
    // Some servers of the older era say nothing to what they don't know. One of the newer era that is slow to start is
    // found out the next time.
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final UpstreamSettings settings;
    private final boolean own;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final HttpWire wire;

    /// @param own whether the wire is for this server alone, which has settings of its own for TLS
    HttpConnector(UpstreamSettings settings, HttpWire wire, boolean own, RandomGenerator random) {
        this.own = own;
        this.settings = settings;
        this.wire = wire;
        this.clock = wire.clock();
        this.random = random;
    }

    /// A client of its own goes when the last words were said.
    @Override
    public void close() {
        if (own) {
            Thread.ofVirtual().start(() -> {
                try {
                    boolean _ = new CountDownLatch(1).await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                wire.close();
            });
        }
    }

    @Override
    public Link connect() throws LinkFailed {
        Instant deadline = clock.instant().plus(settings.startDeadline());
        return switch (settings.configured().era()) {
            case LEGACY -> stateful(deadline);
            case MODERN -> stateless(deadline).orElseThrow(Connector::notStateless);
            case AUTO -> {
                Instant patience = clock.instant().plus(SILENCE);
                Optional<Link> link = probed(patience.isBefore(deadline) ? patience : deadline);
                yield link.isPresent() ? link.get() : stateful(deadline);
            }
        };
    }

    /// A server that takes no `initialize` may be one of 2024-11-05, which names another address for it on a stream.
    private Link stateful(Instant deadline) throws LinkFailed {
        Link link = new HttpLink(wire, Dialect.STATEFUL, Greeting.SILENT, random);
        try {
            link.greeting(deadline);
            return link;
        } catch (LinkFailed refused) {
            link.close();
            if (refused.why() != LinkFailed.Why.MALFORMED || wire.isPersonal()) {
                throw refused; // the older transport has one stream, with one token, for all of a session
            }
            return older(deadline, refused);
        }
    }

    private Link older(Instant deadline, LinkFailed refused) throws LinkFailed {
        Link link = new SseLink(settings.server().name(), wire);
        try {
            link.greeting(deadline);
            return link;
        } catch (LinkFailed neither) {
            link.close();
            throw refused;
        }
    }

    /// Silence is no answer, and some servers let nobody ask what they don't know; what they say to `initialize`
    /// counts.
    private Optional<Link> probed(Instant deadline) throws LinkFailed {
        try {
            return stateless(deadline);
        } catch (LinkFailed failure) {
            return switch (failure.why()) {
                case SLOW, CREDENTIAL, GONE -> Optional.empty();
                case CONSENT, UNPROVEN, MALFORMED, TOO_LARGE, SESSION_LOST, NO_MEMORY, BUSY, CANCELLED, CHANGED ->
                    throw failure;
            };
        }
    }

    /// Only an unreachable server is a failure: older servers answer in all sorts of ways.
    private Optional<Link> stateless(Instant deadline) throws LinkFailed {
        Question discover = Question.own(Method.DISCOVER, Message.NO_PARAMS, deadline);
        try (Holding _ = discover.holding();
                Link probe = new HttpLink(wire, Dialect.STATELESS, Greeting.SILENT, random)) {
            Message first = Step.answer(probe.ask(discover));
            Message answer = Connector.wantsToBeAskedAgain(first) ? Step.answer(probe.ask(discover)) : first;
            return Connector.speaksStateless(answer)
                    ? Optional.of(new HttpLink(wire, Dialect.STATELESS, Greeting.of(answer), random))
                    : Optional.empty();
        } catch (LinkFailed failure) {
            return switch (failure.why()) {
                case MALFORMED, TOO_LARGE, SESSION_LOST -> Optional.empty();
                case NO_MEMORY, GONE, SLOW, BUSY, CREDENTIAL, CONSENT, UNPROVEN, CANCELLED, CHANGED -> throw failure;
            };
        }
    }
}

package io.tidegate.upstream;

import io.tidegate.config.Server.Reach;
import io.tidegate.http.HttpClient;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Instant;
import java.time.InstantSource;

/// Finds out how a server at a URL speaks: `server/discover` first, and `initialize` where that isn't answered by a
/// clear yes.
final class HttpConnector implements Connector {
    private final UpstreamSettings settings;
    private final Reach.Remote how;
    private final HttpClient client;
    private final Intake.Room room;
    private final InstantSource clock;

    HttpConnector(UpstreamSettings settings, Reach.Remote how, HttpClient client, Intake.Room room) {
        this.settings = settings;
        this.how = how;
        this.client = client;
        this.room = room;
        this.clock = room.clock();
    }

    @Override
    public Link connect() throws LinkFailed {
        Instant deadline = clock.instant().plus(settings.startDeadline());
        return switch (settings.configured().era()) {
            case LEGACY -> link(Dialect.STATEFUL);
            case MODERN -> {
                Link link = link(Dialect.STATELESS);
                if (!probe(link, deadline)) {
                    throw Connector.notStateless();
                }
                yield link;
            }
            case AUTO -> {
                Link link = link(Dialect.STATELESS);
                yield probe(link, deadline) ? link : link(Dialect.STATEFUL);
            }
        };
    }

    private HttpLink link(Dialect dialect) {
        return new HttpLink(how, client, room, dialect);
    }

    /// Only an unreachable server is a failure: older servers answer in all sorts of ways.
    private static boolean probe(Link link, Instant deadline) throws LinkFailed {
        Question discover = Question.own(Method.DISCOVER, Message.NO_PARAMS, deadline);
        try (Holding _ = discover.holding()) {
            return Connector.speaksStateless(link.ask(discover));
        } catch (LinkFailed failure) {
            return switch (failure.why()) {
                case MALFORMED, TOO_LARGE, SESSION_LOST -> false;
                case NO_MEMORY, GONE, SLOW, CREDENTIAL, CANCELLED -> throw failure;
            };
        }
    }
}

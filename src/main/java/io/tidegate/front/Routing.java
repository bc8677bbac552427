package io.tidegate.front;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Relayed;
import io.tidegate.era.EraChoice;
import io.tidegate.era.Unheard;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.RelayStream;
import io.tidegate.identity.Principal;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does this node have what a request is about, or does another one, which is asked in its stead?
///
/// A session lives where it was opened, a call that waits for its client where it waits, a task where it began. What
/// was passed on is answered where it comes, and never passed on again.
final class Routing {
    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);
    private static final byte[] NOTHING = new byte[0];
    private static final int PIECE = 4 << 10; // many streams are silent, each with a piece
    private static final Duration AGAIN = Duration.ofSeconds(1);

    // Streams that are silent get comments, far more often.
    private static final Duration SILENT_MAX = Duration.ofMinutes(2);

    private Routing() {}

    /// A request whose caller is known.
    ///
    /// @param body all of it
    /// @param place among those that are answered here, which it leaves when another node answers
    @SuppressWarnings("ArrayRecordComponent") // bytes for the wire; requests are not compared
    record Known(
            HttpExchange exchange,
            Visit visit,
            Principal principal,
            String profile,
            byte[] body,
            Optional<Place> place) {
        static Known without(HttpExchange exchange, Visit visit, Principal principal, String profile) {
            return new Known(exchange, visit, principal, profile, NOTHING, Optional.empty());
        }
    }

    /// The request as its caller put it, wherever that was. A greeting of another node is answered.
    ///
    /// @throws Refused if it claims to come from a node and does not
    static HttpExchange received(HttpExchange exchange, Premises premises, Visit visit) throws HttpFailure, Refused {
        Optional<Hop> hop =
                premises.nodes().isPresent() ? premises.nodes().get().arrived(exchange) : Optional.empty();
        if (hop.isEmpty()) {
            return exchange;
        }
        HttpExchange put = premises.nodes().get().asPut(exchange, hop.get());
        visit.passedOn(hop.get());
        if (put.path().equals(Nodes.GREETING)) {
            put.respond(204, Headers.none(), NOTHING);
        }
        return put;
    }

    /// Answers a request of a session that lives at another node. Returns whether it did.
    ///
    /// @throws Unheard where that node is gone, and the session with it
    static boolean ofSession(Known known, Premises premises) throws HttpFailure, Refused, Unheard {
        if (premises.nodes().isEmpty()
                || known.visit().isPassedOn()
                || EraChoice.isStateless(known.exchange().headers())) {
            return false;
        }
        Optional<String> node =
                premises.stateful().elsewhere(known.exchange().headers(), known.principal(), known.profile());
        if (node.isPresent() && !answered(known, premises, node.get())) {
            if (premises.eras().opens(known.body())) {
                return false; // it asks for another session, and gets it here
            }
            Refusal gone = Refusal.of(
                    Reason.SESSION_UNKNOWN,
                    "This session lives at another node of this gateway, which can't be reached. Initialize again.",
                    "node " + node.get());
            throw new Unheard(gone, Optional.empty());
        }
        return node.isPresent();
    }

    /// Answers a request that goes on with something that lives at another node. Returns whether it did; where that
    /// node can't be reached the gate says so.
    static boolean ofRequest(Known known, Premises premises, Message.Request request)
            throws HttpFailure, Refused, Unheard {
        if (premises.nodes().isEmpty() || known.visit().isPassedOn()) {
            return false;
        }
        Optional<String> node = premises.gate().elsewhere(known.principal(), known.profile(), request);
        try {
            return node.isPresent() && answered(known, premises, node.get());
        } catch (Refused refused) {
            throw new Unheard(refused.refusal(), Optional.of(request.id()));
        }
    }

    private static boolean answered(Known known, Premises premises, String node) throws HttpFailure, Refused {
        Nodes nodes = premises.nodes().orElseThrow();
        HttpExchange exchange = known.exchange();
        if (!nodes.canReach(exchange, node)) {
            return false;
        }
        try (Shares.Share _ = nodes.place(known.principal().key()).orElseThrow(() -> full(nodes))) {
            premises.gate()
                    .passedOn(
                            known.visit().source(),
                            known.principal(),
                            known.visit().id(),
                            node);
            known.place().ifPresent(Place::leave);
            Cancellation cancellation = new Cancellation();
            exchange.onDisconnect(cancellation::cancel);
            return passed(known, nodes, node, cancellation);
        }
    }

    private static boolean passed(Known known, Nodes nodes, String node, Cancellation cancellation)
            throws HttpFailure, Refused {
        HttpExchange exchange = known.exchange();
        boolean lasts = exchange.method().equals("GET");
        if (lasts) {
            nodes.begin(cancellation);
        }
        try {
            return switch (nodes.pass(exchange, known.body(), known.visit(), node, cancellation)) {
                case Nodes.Passed.Unreached _ -> false;
                case Nodes.Passed.Lost _ -> throw lost(node);
                case Nodes.Passed.Answered(ClientResponse response, Relayed key) -> {
                    try (response) {
                        relay(exchange, response, key);
                    }
                    yield true;
                }
            };
        } finally {
            nodes.end(cancellation);
        }
    }

    private static Refused full(Nodes nodes) {
        Reason reason = nodes.isFull() ? Reason.BUSY : Reason.TOO_MANY_CALLS;
        return new Refused(Refusal.of(reason, "Too much is under way at other nodes.", "nodes")
                .after(AGAIN));
    }

    private static Refused lost(String node) {
        return new Refused(Refusal.of(
                Reason.NODE_UNAVAILABLE,
                "The node of this gateway that had it was lost meanwhile. What was asked for may have been done.",
                node));
    }

    /// Byte for byte: what comes has passed the doors of its own node.
    ///
    /// @param key without which nobody writes to a client
    private static void relay(HttpExchange exchange, ClientResponse response, Relayed key) throws HttpFailure {
        LOG.debug("node {} answers with {}", key.node(), response.status());
        Headers headers = Hop.lasting(response.headers());
        byte[] piece = new byte[PIECE];
        boolean events = headers.first("Content-Type").orElse("").startsWith("text/event-stream");
        int count = events ? 0 : response.read(piece, SILENT_MAX);
        if (count < 0) {
            exchange.respond(response.status(), headers, NOTHING);
            return;
        }
        RelayStream to = exchange.relay(response.status(), headers);
        while (count >= 0) {
            to.write(piece, count);
            count = response.read(piece, SILENT_MAX);
        }
        to.end();
    }
}

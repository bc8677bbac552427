package io.tidegate.front;

import io.tidegate.call.Arrival;
import io.tidegate.call.Cancellation;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.era.Heard;
import io.tidegate.era.Speech;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// How a request that was heard gets its answer: through the gate, and back by what its era makes of it.
final class Answering {
    private static final int QUESTIONS_MAX = 4_096;

    private final Speech speech;
    private final Replays replays;
    private final Patience patience;
    private final InFlight inFlight = new InFlight();
    private final Questions questions = new Questions(QUESTIONS_MAX);
    static final Refusal IN_USE = Refusal.of(Reason.MALFORMED, "This `id` is in use by a request that still runs.");

    private final Dialogue dialogue;
    private final Subscribing subscribing;

    Answering(
            Supplier<Premises> current,
            Speech speech,
            Listeners listeners,
            InstantSource clock,
            RandomGenerator random) {
        this.speech = speech;
        this.replays = new Replays(random);
        this.patience = new Patience(replays::tend);
        this.dialogue = new Dialogue(current, questions, clock, random);
        this.subscribing = new Subscribing(current, speech, listeners, clock, random);
    }

    void answer(HttpExchange exchange, Premises premises, Heard.Asked asked, Arrival arrival, Place place)
            throws HttpFailure, Refused {
        Reply reply = new Reply(
                exchange,
                asked,
                new Reply.Manner(
                        speech, premises.challenge().to(arrival.caller().principal())),
                arrival.holding(),
                () -> replays.open(arrival.caller().principal().key(), asked.scope()));
        if (!begin(asked, arrival.cancellation())) {
            throw new Refused(IN_USE);
        }
        if (asked.version().era() == Era.STATELESS) {
            // MCP 2026-07-28: a client that hangs up gives up. Before, hanging up meant nothing.
            exchange.onDisconnect(arrival.cancellation()::request);
        }
        try (Patience.Waiting _ = patience.with(reply)) {
            Release release = passed(premises, new Dialogue.Talk(exchange, arrival, asked.scope(), reply, place));
            place.leave(); // a client that is slow to read keeps nobody out: it holds the memory of its answer only
            reply.finish(release);
        } finally {
            reply.over();
        }
    }

    /// The id is free again before the answer leaves: a client may use it anew as soon as it has that.
    private Release passed(Premises premises, Dialogue.Talk talk) throws Refused {
        Arrival arrival = talk.first();
        try {
            if (arrival.version().era() == Era.STATELESS) {
                return premises.gate().pass(arrival, talk.reply());
            }
            Release release =
                    switch (arrival.request().method()) {
                        case Method.SUBSCRIBE -> subscribing.subscribe(premises, arrival, talk.scope());
                        case Method.UNSUBSCRIBE -> subscribing.unsubscribe(premises, arrival, talk.scope());
                        case Method.SET_LEVEL -> subscribing.level(premises, arrival, talk.scope());
                        case Method.TASKS_RESULT -> {
                            talk.place().leave(); // it waits as long as the task takes, and keeps nobody out
                            yield premises.gate().pass(arrival, talk.reply());
                        }
                        default -> premises.gate().pass(arrival, talk.reply());
                    };
            Release last =
                    release.body() instanceof Release.Body.Asking asking ? dialogue.converse(talk, asking) : release;
            subscribing.began(arrival, last);
            return last;
        } finally {
            inFlight.end(talk.scope(), arrival);
        }
    }

    /// Whether the request asks for a stream that lasts, and is not answered like others.
    static boolean isToListen(Heard.Asked asked) {
        return asked.version().era() == Era.STATELESS
                && asked.request().method().equals(Method.LISTEN);
    }

    /// Answers a request to listen. It keeps nobody from being answered, so it leaves its place.
    ///
    /// @param welcome whether its client is still let in
    void listen(HttpExchange exchange, Premises premises, Heard.Asked asked, Arrival arrival, Welcome welcome)
            throws HttpFailure, Refused {
        exchange.onDisconnect(arrival.cancellation()::request);
        subscribing.listen(exchange, premises, asked, arrival, welcome);
    }

    /// The rest of a call's stream, for a client that lost it.
    ///
    /// @param scope the session, which is the caller's own
    Optional<Replays.Rest> resume(String scope, String lastEvent) {
        return replays.resume(scope, lastEvent);
    }

    /// How a task of a client of the older era is, for its stream.
    Release look(Listener listener, String id) {
        return subscribing.look(listener, ProtocolVersion.V2025_11_25, id);
    }

    /// Whether a request that is answered elsewhere begins now, and can be given up: its id is free.
    boolean begin(Heard.Asked asked, Cancellation cancellation) {
        return inFlight.begin(asked, cancellation);
    }

    void end(Heard.Asked asked, Arrival arrival) {
        inFlight.end(asked.scope(), arrival);
    }

    void giveUp(Heard.GivenUp gone) {
        inFlight.giveUp(gone);
    }

    /// Whether this answer of a client is waited for.
    boolean awaits(Heard.Answered answer) {
        return questions.awaits(answer);
    }

    /// Brings a client's answer to where it is waited for. Returns whether it was.
    ///
    /// @param held memory for it
    boolean answered(Heard.Answered answer, Shares.Share held) {
        return questions.answered(answer, held);
    }

    /// Ends what waits for the client of a session.
    void end(String scope) {
        questions.end(scope);
        replays.end(scope);
    }

    /// Requests that are being answered.
    int running() {
        return inFlight.count();
    }

    void close() {
        questions.close();
        replays.close();
        patience.close();
    }
}

package io.tidegate.front;

import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Cancellation;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Trace;
import io.tidegate.era.EraChoice;
import io.tidegate.era.Heard;
import io.tidegate.era.Refusals;
import io.tidegate.era.Speech;
import io.tidegate.era.StatefulEra;
import io.tidegate.era.Unheard;
import io.tidegate.http.EventStream;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.HttpHandler;
import io.tidegate.identity.Principal;
import io.tidegate.limit.Holding;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Envelope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Streamable HTTP, from the request line to the last byte of the answer: route, host, caller, body, era, gate.
///
/// Whoever is unknown costs a look at the headers; nothing of the body is read before the caller is known.
public final class HttpFront implements HttpHandler {
    private static final byte[] NOTHING = new byte[0];
    // What a body without a length is taken for until it is there.
    private static final long UNANNOUNCED_BYTES = 256 << 10;
    private static final Duration BUSY_FOR = Duration.ofSeconds(1);

    private final Supplier<Premises> current;
    private final Speech speech;
    private final Listeners listeners;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Shares places;
    private final MessageMemory memory;
    private final Answering answering;
    private final Batches batches;
    private volatile boolean stopping;

    /// Of both, nobody alone gets more than half: see [Shares]. Beyond that callers are told at once to come back.
    ///
    /// @param concurrency requests answered at a time
    /// @param memory for what the requests hold
    public HttpFront(
            Supplier<Premises> current,
            Speech speech,
            Listeners listeners,
            InstantSource clock,
            RandomGenerator random,
            int concurrency,
            MessageMemory memory) {
        this.current = current;
        this.speech = speech;
        this.listeners = listeners;
        this.clock = clock;
        this.random = random;
        this.places = new Shares(concurrency);
        this.memory = memory;
        this.answering = new Answering(current, speech, listeners, clock, random);
        this.batches = new Batches(current, speech, answering, clock, random);
    }

    /// From now on every request is told that the gateway is stopping.
    public void stop() {
        stopping = true;
        listeners.close();
        answering.close();
    }

    /// Requests that are being answered.
    public int running() {
        return answering.running();
    }

    @Override
    public void handle(HttpExchange arrived) throws HttpFailure {
        Premises premises = current.get();
        Visit visit = new Visit(CallId.next(clock.instant(), random), source(arrived));
        HttpExchange exchange = arrived;
        try {
            exchange = Routing.received(arrived, premises, visit);
            if (!exchange.answered()) {
                route(exchange, premises, visit);
            }
        } catch (Refused refused) {
            turnAway(exchange, premises, visit, new Unheard(refused.refusal(), Optional.empty()));
        } catch (Unheard unheard) {
            turnAway(exchange, premises, visit, unheard);
        } catch (HttpFailure.TooLarge large) {
            Refusal refusal = Refusal.of(
                    Reason.TOO_LARGE,
                    "The body is larger than the " + premises.requestBytesMax() + " bytes that may be.",
                    "limits.request-bytes");
            turnAway(exchange, premises, visit, new Unheard(refusal, Optional.empty()));
        }
    }

    /// Turns a request away before it is looked at, and records that.
    void refuse(HttpExchange exchange, Refusal refusal) throws HttpFailure {
        Visit visit = new Visit(CallId.next(clock.instant(), random), source(exchange));
        turnAway(exchange, current.get(), visit, new Unheard(refusal, Optional.empty()));
    }

    private void route(HttpExchange exchange, Premises premises, Visit visit) throws HttpFailure, Refused, Unheard {
        if (ConsentPages.has(exchange.path())) {
            premises.neighbours().checkHost(exchange);
            premises.consents().answer(exchange, premises, visit);
            return;
        }
        visit.checkNeighbour(exchange, premises);
        if (premises.tokens().has(exchange.path())) {
            premises.tokens().answer(exchange, premises, visit);
            return;
        }
        if (Documents.has(exchange.path())) {
            Documents.answer(exchange, premises, visit.id());
            return;
        }
        Optional<String> profile = Endpoint.profile(exchange.path())
                .filter(name -> premises.catalog().has(name));
        if (profile.isEmpty()) {
            throw new Refused(Refusal.of(Reason.NOT_SERVED, "Nothing is served at this path."));
        }
        if (stopping) {
            throw new Refused(
                    Refusal.of(Reason.STOPPING, "The gateway is stopping.").after(BUSY_FOR));
        }
        switch (exchange.method()) {
            case "POST" -> admitted(exchange, premises, visit, profile.get());
            case "GET" -> listen(exchange, premises, visit, profile.get());
            case "DELETE" -> end(exchange, premises, visit, profile.get());
            default -> Unoffered.method(exchange, premises, visit.id(), "GET, POST, DELETE");
        }
    }

    private void end(HttpExchange exchange, Premises premises, Visit visit, String profile)
            throws HttpFailure, Refused, Unheard {
        Principal principal = Admission.of(exchange, premises, visit);
        if (EraChoice.isStateless(exchange.headers())) {
            Unoffered.method(exchange, premises, visit.id(), "POST");
            return;
        }
        if (Routing.ofSession(Routing.Known.without(exchange, visit, principal, profile), premises)) {
            return;
        }
        String session = premises.stateful().end(exchange.headers(), principal, profile);
        answering.end(session);
        listeners.end(StatefulEra.key(principal, session), premises.gate());
        exchange.respond(204, Headers.none(), NOTHING);
    }

    private void admitted(HttpExchange exchange, Premises premises, Visit visit, String profile)
            throws HttpFailure, Refused, Unheard {
        // Until it is known who asks, the place counts as the address's.
        try (Shares.Share taken = places.take("address " + source(exchange), 1)
                .orElseThrow(() -> places.free() < 1 ? busy() : oneOfMany())) {
            Principal principal = Admission.of(exchange, premises, visit);
            if (!taken.pass(principal.key())) {
                throw oneOfMany();
            }
            try (Holding holding = new Holding();
                    Place place = new Place(places, principal.key(), taken)) {
                post(exchange, premises, new Newcomer(visit, principal, profile, holding, place));
            }
        }
    }

    private void post(HttpExchange exchange, Premises premises, Newcomer from) throws HttpFailure, Refused, Unheard {
        if (!exchange.headers().only("Content-Type").map(HttpFront::isJson).orElse(false)) {
            throw new Refused(Refusal.of(Reason.MALFORMED, "The header `Content-Type` must be application/json."));
        }
        long announced = announced(exchange, premises);
        hold(from, announced);
        byte[] body = body(exchange, premises, from.visit());
        hold(from, body.length - announced);
        if (Routing.ofSession(from.known(exchange, body), premises)) {
            return;
        }
        examine(from, body);
        if (Batches.is(body)) {
            batches.answer(
                    exchange,
                    premises,
                    new Batches.Sender(from.principal(), from.profile(), source(exchange), bytes -> hold(from, bytes)),
                    body);
        } else {
            hear(exchange, premises, from, body);
        }
    }

    private void hold(Newcomer from, long bytes) throws Refused {
        from.holding().keep(held(from.principal(), bytes));
    }

    private Shares.Share held(Principal principal, long bytes) throws Refused {
        return memory.toAsk(principal.key(), bytes).orElseThrow(() -> memory.isFull(bytes) ? busy() : oneOfMany());
    }

    /// Whoever examines waits for nobody else, so there is room soon or not at all.
    private void examine(Newcomer from, byte[] body) throws Refused {
        if (MessageMemory.isTiny(body.length)) {
            return;
        }
        Shares.Turn turn = memory.toExamine(from.principal().key(), body);
        if (!turn.possible()) {
            throw new Refused(Refusal.of(
                    Reason.TOO_LARGE, "The body is larger than what the gateway has the memory to examine."));
        }
        from.holding().work(turn.await(BUSY_FOR).orElseThrow(HttpFront::busy));
    }

    private static byte[] body(HttpExchange exchange, Premises premises, Visit visit) throws HttpFailure, Refused {
        try {
            byte[] body = exchange.body(premises.requestBytesMax());
            visit.check(body);
            return body;
        } catch (HttpFailure.TooLate late) {
            Refusal refusal = Refusal.of(Reason.MALFORMED, "The body came too slowly.", "body-too-late");
            Release _ = visit.turnAway(premises.gate(), refusal);
            throw late;
        } catch (HttpFailure.Gone gone) {
            Refusal refusal = Refusal.of(Reason.MALFORMED, "The body ended before its end.", "body-cut");
            Release _ = visit.turnAway(premises.gate(), refusal);
            throw gone;
        }
    }

    static Refused busy() {
        return new Refused(Refusal.of(Reason.BUSY, "The gateway has no room for another call now.")
                .after(BUSY_FOR));
    }

    private static Refused oneOfMany() {
        return new Refused(Refusal.of(
                        Reason.TOO_MANY_CALLS,
                        "You have as much under way as one caller may have while others want to be answered too. Wait"
                                + " until some of it has ended.",
                        "share")
                .after(BUSY_FOR));
    }

    /// How many bytes the body will have, as far as that is told. A body that is too large is refused unread.
    private static long announced(HttpExchange exchange, Premises premises) {
        Optional<Long> told = exchange.headers().only("Content-Length").map(Long::valueOf);
        return told.map(bytes -> bytes > premises.requestBytesMax() ? 0 : bytes).orElse(UNANNOUNCED_BYTES);
    }

    private void hear(HttpExchange exchange, Premises premises, Newcomer from, byte[] body)
            throws HttpFailure, Refused, Unheard {
        switch (premises.eras().hear(exchange.headers(), body, from.principal(), from.profile())) {
            case Heard.Asked asked -> {
                if (!Routing.ofRequest(from.known(exchange, body), premises, asked.request())) {
                    asked(exchange, premises, from, asked);
                }
            }
            case Heard.GivenUp gone -> {
                answering.giveUp(gone);
                exchange.respond(202, Headers.none(), NOTHING);
            }
            case Heard.Answered answer -> answered(exchange, premises, from, answer, body.length);
            case Heard.Noted _ -> exchange.respond(202, Headers.none(), NOTHING);
        }
    }

    private void asked(HttpExchange exchange, Premises premises, Newcomer from, Heard.Asked asked)
            throws HttpFailure, Unheard {
        Heard.Client client = asked.client();
        Caller caller = Admission.caller(exchange, from.principal(), client, client.capabilities());
        Trace trace = premises.tracing().begin(asked.request(), exchange.headers());
        Arrival arrival = new Arrival(
                from.visit().id(),
                clock.instant(),
                caller,
                from.profile(),
                asked.version(),
                asked.request(),
                new Cancellation(),
                trace,
                from.holding());
        try {
            answer(exchange, premises, from, asked, arrival);
        } catch (Refused refused) {
            trace.ended(Optional.empty(), Optional.of(refused.refusal().reason()));
            throw new Unheard(refused.refusal(), Optional.of(asked.request().id()));
        }
    }

    private void answer(HttpExchange exchange, Premises premises, Newcomer from, Heard.Asked asked, Arrival arrival)
            throws HttpFailure, Refused {
        if (Answering.isToListen(asked)) {
            from.place().leave();
            answering.listen(exchange, premises, asked, arrival, welcome(exchange, from.principal()));
        } else {
            answering.answer(exchange, premises, asked, arrival, from.place());
        }
    }

    /// What nobody waits for is recorded, and gets no other reply: who sends it learns nothing.
    private void answered(HttpExchange exchange, Premises premises, Newcomer from, Heard.Answered answer, int bytes)
            throws HttpFailure, Refused {
        boolean taken = false;
        if (answering.awaits(answer)) {
            Shares.Share share = held(from.principal(), bytes);
            taken = answering.answered(answer, share);
            if (!taken) {
                share.close(); // another copy of it was first
            }
        }
        if (!taken) {
            Refusal refusal =
                    Refusal.of(Reason.MALFORMED, "Nobody waits for this answer.", "an answer that nobody waits for");
            Release _ = from.visit().turnAway(premises.gate(), refusal);
        }
        exchange.respond(202, Headers.none(), NOTHING);
    }

    /// The stream on which a client of the older era waits for what nobody asked for.
    private void listen(HttpExchange exchange, Premises premises, Visit visit, String profile)
            throws HttpFailure, Refused, Unheard {
        Principal principal = Admission.of(exchange, premises, visit);
        Optional<Heard.Client> client = EraChoice.isStateless(exchange.headers())
                ? Optional.empty()
                : premises.stateful().listening(exchange.headers(), principal, profile);
        if (client.isPresent()
                && Routing.ofSession(Routing.Known.without(exchange, visit, principal, profile), premises)) {
            return;
        }
        if (client.isEmpty()) {
            Unoffered.method(exchange, premises, visit.id(), "POST");
            return;
        }
        try (Shares.Share _ =
                listeners.place(principal.key()).orElseThrow(() -> listeners.isFull() ? busy() : oneOfMany())) {
            if (exchange.headers().has(Resuming.HEADER)) {
                Resuming.resume(exchange, answering, welcome(exchange, principal));
                return;
            }
            Listener listener = listeners.of(caller(exchange, principal, client.get()), profile, Listeners.EVERY_LIST);
            try (Listeners.Line line = listeners.line(exchange, listener);
                    EventStream stream = Listeners.stream(exchange)) {
                stream.comment();
                boolean _ = line.serve(
                        stream,
                        new Listeners.Manner(
                                speech::notice, welcome(exchange, principal), task -> answering.look(listener, task)));
            }
        }
    }

    /// Whether a client that listens would be let in again: keys are revoked and tokens expire while it does.
    private Welcome welcome(HttpExchange exchange, Principal before) {
        return new Welcome(() -> Admission.isStillWelcome(exchange, current.get(), before));
    }

    private static Caller caller(HttpExchange exchange, Principal principal, Heard.Client client) {
        return new Caller(
                principal, client.info(), source(exchange), client.capabilities(), client.session(), client.log());
    }

    private void turnAway(HttpExchange exchange, Premises premises, Visit visit, Unheard why) throws HttpFailure {
        Release release = visit.turnAway(premises.gate(), why.refusal());
        if (!(release.body() instanceof Release.Body.Denied(Refusal said, CallId decision)) || exchange.answered()) {
            return;
        }
        Headers headers = Headers.of("Content-Type", "application/json", "Cache-Control", "no-store");
        headers = premises.challenge().with(headers, exchange, said);
        if (said.retryAfterSeconds().isPresent()) {
            headers = headers.and("Retry-After", said.retryAfterSeconds().get().toString());
        }
        exchange.respond(
                Refusals.statusTurnedAway(said.reason()),
                headers,
                Envelope.failure(why.id(), why.error(said, decision)));
    }

    private static boolean isJson(String type) {
        String kind = type.split(";", 2)[0].strip();
        return kind.equalsIgnoreCase("application/json");
    }

    static String source(HttpExchange exchange) {
        return exchange.remote().getAddress().getHostAddress();
    }
}

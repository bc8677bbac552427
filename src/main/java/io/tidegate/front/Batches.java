package io.tidegate.front;

import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Cancellation;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.era.Heard;
import io.tidegate.era.Speech;
import io.tidegate.era.Unheard;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Several messages in one body, as only 2025-03-26 has them: each passes the gate on its own, and the answers go back
/// together (MCP 2025-03-26, Streamable HTTP).
///
/// One after the other, and nobody is asked for anything meanwhile: whoever wants that sends single requests. What is
/// in force is looked at for each anew, and whether its caller is still let in.
final class Batches {
    private static final byte[] NOTHING = new byte[0];
    private static final Set<String> OF_SESSIONS = Set.of(Method.SUBSCRIBE, Method.UNSUBSCRIBE, Method.SET_LEVEL);
    private static final String NO_ROOM =
            "The answers of this batch are larger than what the gateway has the memory to gather. Send requests with"
                    + " large answers apart. ";
    private static final Refusal LEFT_OUT =
            Refusal.of(Reason.BUSY, NO_ROOM + "This one was carried out, and its answer is left out.");
    private static final Refusal NOT_DONE = Refusal.of(Reason.BUSY, NO_ROOM + "This one was not carried out.");
    private static final Refusal ALONE =
            Refusal.of(Reason.MALFORMED, "Not in a batch: send this alone.", "not in a batch");

    private final Supplier<Premises> current;
    private final Speech speech;
    private final Answering answering;
    private final InstantSource clock;
    private final RandomGenerator random;

    Batches(
            Supplier<Premises> current,
            Speech speech,
            Answering answering,
            InstantSource clock,
            RandomGenerator random) {
        this.current = current;
        this.speech = speech;
        this.answering = answering;
        this.clock = clock;
        this.random = random;
    }

    /// Who sends a batch, and where to.
    ///
    /// @param room where answers are held until all are there
    record Sender(Principal principal, String profile, String source, Room room) {}

    /// Memory for what is gathered.
    interface Room {
        /// @throws Refused where there is none
        void hold(long bytes) throws Refused;
    }

    /// Whether the body holds a list.
    static boolean is(byte[] body) {
        for (byte letter : body) {
            if (letter != ' ' && letter != '\t' && letter != '\n' && letter != '\r') {
                return letter == '[';
            }
        }
        return false;
    }

    /// @throws Unheard if it is no batch, or none of 2025-03-26: then nothing of it was done
    void answer(HttpExchange exchange, Premises premises, Sender from, byte[] body) throws HttpFailure, Unheard {
        List<Item> items = new ArrayList<>();
        for (byte[] message : premises.eras().apart(body)) {
            items.add(item(exchange, premises, from, message));
        }
        AtomicBoolean gone = new AtomicBoolean();
        exchange.onDisconnect(() -> gone.set(true));
        Gathered gathered = new Gathered(from);
        for (Item item : items) {
            if (gone.get()) {
                // nobody is there to get what the rest would answer, so it isn't done
                throw new HttpFailure.Gone("the client went away", true);
            }
            one(exchange, gathered, item).ifPresent(gathered.answers::add);
        }
        if (gathered.answers.isEmpty()) {
            exchange.respond(202, Headers.none(), NOTHING);
            return;
        }
        JsonWriter all = new JsonWriter().array();
        gathered.answers.forEach(all::raw);
        Headers headers = Headers.of("Content-Type", "application/json", "Cache-Control", "no-store");
        exchange.respond(200, headers, all.endArray().bytes());
    }

    /// The answers of one batch, until all are there.
    private static final class Gathered {
        private final Sender from;
        private final List<byte[]> answers = new ArrayList<>();
        private boolean full;

        Gathered(Sender from) {
            this.from = from;
        }

        /// Whether there is room for this one. Where there was none once, nothing more is carried out.
        boolean hasRoom(byte[] answer) {
            try {
                from.room().hold(2L * answer.length); // as it is, and as a part of the whole
            } catch (Refused none) {
                full = true;
            }
            return !full;
        }
    }

    /// One message, or why it is none.
    private sealed interface Item {
        record Message(Heard heard) implements Item {}

        record Broken(Unheard why) implements Item {}
    }

    private static Item item(HttpExchange exchange, Premises premises, Sender from, byte[] message) throws Unheard {
        Heard heard;
        try {
            heard = premises.eras().hear(exchange.headers(), message, from.principal(), from.profile());
        } catch (Unheard unheard) {
            return new Item.Broken(unheard);
        }
        if (heard instanceof Heard.Asked asked
                && (asked.version() != ProtocolVersion.V2025_03_26
                        || asked.request().method().equals(Method.INITIALIZE))) {
            throw Unheard.noBatch();
        }
        return new Item.Message(heard);
    }

    private Optional<byte[]> one(HttpExchange exchange, Gathered gathered, Item item) {
        Premises premises = current.get();
        CallId id = CallId.next(clock.instant(), random);
        Sender from = gathered.from;
        return switch (item) {
            case Item.Broken(Unheard why) -> Optional.of(turnedAway(premises, from, id, why));
            case Item.Message(Heard.Asked asked) -> Optional.of(held(exchange, premises, gathered, asked, id));
            case Item.Message(Heard.GivenUp gone) -> {
                answering.giveUp(gone);
                yield Optional.empty();
            }
            case Item.Message(Heard.Answered _) -> {
                byte[] _ = turnedAway(premises, from, id, new Unheard(ALONE, Optional.empty()));
                yield Optional.empty();
            }
            case Item.Message(Heard.Noted _) -> Optional.empty();
        };
    }

    private byte[] held(HttpExchange exchange, Premises premises, Gathered gathered, Heard.Asked asked, CallId id) {
        Optional<RequestId> request = Optional.of(asked.request().id());
        if (gathered.full) {
            return turnedAway(premises, gathered.from, id, new Unheard(NOT_DONE, request));
        }
        byte[] answer = asked(exchange, premises, gathered.from, asked, id);
        return gathered.hasRoom(answer)
                ? answer
                : turnedAway(premises, gathered.from, id, new Unheard(LEFT_OUT, request));
    }

    private byte[] asked(HttpExchange exchange, Premises premises, Sender from, Heard.Asked asked, CallId id) {
        RequestId request = asked.request().id();
        String method = asked.request().method();
        if (OF_SESSIONS.contains(method)) {
            return turnedAway(premises, from, id, new Unheard(ALONE, Optional.of(request)));
        }
        try {
            Admission.requireWelcome(exchange, premises, from.principal());
            Optional<Heard.Client> _ =
                    premises.stateful().listening(exchange.headers(), from.principal(), from.profile());
        } catch (Refused revoked) {
            return turnedAway(premises, from, id, new Unheard(revoked.refusal(), Optional.of(request)));
        } catch (Unheard over) {
            return turnedAway(premises, from, id, new Unheard(over.refusal(), Optional.of(request)));
        }
        try (Holding holding = new Holding()) {
            return passed(premises, from, asked, arrival(exchange, premises, from, asked, new Its(id, holding)));
        }
    }

    private record Its(CallId id, Holding holding) {}

    private Arrival arrival(HttpExchange exchange, Premises premises, Sender from, Heard.Asked asked, Its its) {
        Caller caller = Admission.caller(exchange, from.principal(), asked.client(), Capabilities.NONE);
        return new Arrival(
                its.id(),
                clock.instant(),
                caller,
                from.profile(),
                asked.version(),
                asked.request(),
                new Cancellation(),
                premises.tracing().begin(asked.request(), exchange.headers()),
                its.holding());
    }

    private byte[] passed(Premises premises, Sender from, Heard.Asked asked, Arrival arrival) {
        RequestId request = asked.request().id();
        if (!answering.begin(asked, arrival.cancellation())) {
            return turnedAway(premises, from, arrival.id(), new Unheard(Answering.IN_USE, Optional.of(request)));
        }
        try {
            return speech.answer(
                    request,
                    asked.request().method(),
                    asked.version(),
                    premises.gate().pass(arrival, _ -> {}));
        } finally {
            answering.end(asked, arrival);
        }
    }

    private static byte[] turnedAway(Premises premises, Sender from, CallId id, Unheard why) {
        Release release = premises.gate().turnAway(from.source(), id, why.refusal());
        return release.body() instanceof Release.Body.Denied(Refusal said, CallId decision)
                ? Envelope.failure(why.id(), why.error(said, decision))
                : Envelope.failure(why.id(), why.error(why.refusal(), id));
    }
}

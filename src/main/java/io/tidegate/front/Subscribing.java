package io.tidegate.front;

import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Own;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Trace;
import io.tidegate.era.Heard;
import io.tidegate.era.Speech;
import io.tidegate.era.Tidings;
import io.tidegate.gate.Gate;
import io.tidegate.http.EventStream;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// How do clients say what they want to be told unasked? By session in the stateful era; in the stateless one by a
/// request whose answer is a stream that lasts.
final class Subscribing {
    /// What asks for a stream of news is kept as long as the stream.
    private static final int REQUEST_BYTES_MAX = 64 << 10;

    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Supplier<Premises> current;
    private final Speech speech;
    private final Listeners listeners;
    private final InstantSource clock;
    private final RandomGenerator random;

    Subscribing(
            Supplier<Premises> current,
            Speech speech,
            Listeners listeners,
            InstantSource clock,
            RandomGenerator random) {
        this.current = current;
        this.speech = speech;
        this.listeners = listeners;
        this.clock = clock;
        this.random = random;
    }

    /// `resources/subscribe`. Noted before the server is told, so that nothing it says at once is lost.
    Release subscribe(Premises premises, Arrival arrival, String scope) throws Refused {
        requireSession(scope);
        Caller caller = arrival.caller();
        String uri = arrival.request().params().root().string("uri").orElse("");
        Listener listener = listeners.of(caller, arrival.profile(), Listeners.EVERY_LIST);
        Listeners.Noted noted = listeners.watch(listener, uri, premises.gate());
        if (noted == Listeners.Noted.TOO_MANY) {
            throw tooMany();
        }
        Release release = premises.gate().pass(arrival, _ -> {});
        if (noted == Listeners.Noted.NEW && release.body() instanceof Release.Body.Denied) {
            listeners.unwatch(caller.session(), uri);
        }
        return release;
    }

    /// `resources/unsubscribe`.
    Release unsubscribe(Premises premises, Arrival arrival, String scope) throws Refused {
        requireSession(scope);
        arrival.request()
                .params()
                .root()
                .string("uri")
                .ifPresent(uri -> listeners.unwatch(arrival.caller().session(), uri));
        return premises.gate().pass(arrival, _ -> {});
    }

    /// `logging/setLevel`.
    Release level(Premises premises, Arrival arrival, String scope) {
        Release release = premises.gate().pass(arrival, _ -> {});
        if (release.body() instanceof Release.Body.Spoken) {
            arrival.request()
                    .params()
                    .root()
                    .string("level")
                    .flatMap(LogLevel::of)
                    .ifPresent(level -> premises.stateful().level(scope, level));
        }
        return release;
    }

    private static void requireSession(String scope) throws Refused {
        if (scope.isEmpty()) {
            throw new Refused(Refusal.of(
                    Reason.MALFORMED, "This needs a session: send the `Mcp-Session-Id` that `initialize` gave."));
        }
    }

    /// `subscriptions/listen`. Each resource is judged and recorded like a reading of its own; what may not be heard of
    /// is left out of the acknowledgement.
    void listen(HttpExchange exchange, Premises premises, Heard.Asked asked, Arrival arrival, BooleanSupplier welcome)
            throws HttpFailure, Refused {
        if (asked.request().params().length() > REQUEST_BYTES_MAX) {
            throw new Refused(Refusal.of(Reason.TOO_LARGE, "A request to listen is smaller than this."));
        }
        Release opened = premises.gate().pass(arrival, _ -> {});
        if (!(opened.body() instanceof Release.Body.Spoken(Own.Listening wanted))) {
            new Reply(exchange, asked, speech, arrival.holding(), Optional::empty).finish(opened);
            return;
        }
        Caller caller = own(arrival);
        try (Shares.Share _ = listeners.place(caller.principal().key()).orElseThrow(Subscribing::tooMany)) {
            Listener listener = listeners.of(caller, arrival.profile(), wanted.kinds());
            Own.Listening heard = new Own.Listening(wanted.kinds(), heard(premises.gate(), listener, wanted, arrival));
            tell(exchange, new Tidings(speech, asked.request().id()), heard, listener, welcome);
        } finally {
            listeners.end(caller.session(), current.get().gate());
        }
    }

    private void tell(
            HttpExchange exchange, Tidings tidings, Own.Listening heard, Listener listener, BooleanSupplier welcome)
            throws HttpFailure {
        try (EventStream stream = Listeners.stream(exchange)) {
            stream.send(tidings.acknowledged(Release.of(heard)));
            boolean nothing = heard.kinds().isEmpty() && heard.uris().isEmpty();
            if (nothing || listeners.serve(exchange, stream, listener, new Listeners.Manner(tidings::told, welcome))) {
                stream.send(tidings.ended());
            }
        }
    }

    /// Each such request has a session of its own at servers, so that its end ends nothing of another's.
    private static Caller own(Arrival arrival) {
        Caller caller = arrival.caller();
        return new Caller(
                caller.principal(),
                caller.client(),
                caller.source(),
                caller.capabilities(),
                caller.session() + "\nlisten " + arrival.id().text(),
                caller.log());
    }

    private List<String> heard(Gate gate, Listener listener, Own.Listening wanted, Arrival arrival) {
        List<String> heard = new ArrayList<>();
        for (String uri : wanted.uris()) {
            if (listeners.watch(listener, uri, gate) != Listeners.Noted.TOO_MANY) {
                Release release = gate.watch(watching(listener, uri, arrival));
                if (release.body() instanceof Release.Body.Spoken) {
                    heard.add(uri);
                } else {
                    listener.remove(uri);
                }
            }
        }
        return heard;
    }

    private Arrival watching(Listener listener, String uri, Arrival arrival) {
        Message.Request request = new Message.Request(
                arrival.request().id(),
                Method.SUBSCRIBE,
                new JsonWriter().object().member("uri", uri).endObject().document());
        return new Arrival(
                CallId.next(clock.instant(), random),
                clock.instant(),
                listener.caller(),
                arrival.profile(),
                arrival.version(),
                request,
                arrival.cancellation(),
                Trace.NONE,
                arrival.holding());
    }

    private static Refused tooMany() {
        return new Refused(Refusal.of(
                        Reason.TOO_MANY_CALLS,
                        "You are told of as much as one caller may be, or the gateway tells as much as it can.",
                        "share")
                .after(WAIT));
    }
}

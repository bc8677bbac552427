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
import io.tidegate.catalog.Uris;
import io.tidegate.era.Heard;
import io.tidegate.era.Speech;
import io.tidegate.era.Tidings;
import io.tidegate.gate.Gate;
import io.tidegate.http.EventStream;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// How do clients say what they want to be told unasked? By session in the stateful era; in the stateless one by a
/// request whose answer is a stream that lasts.
final class Subscribing {
    /// What asks for a stream of news is kept as long as the stream.
    private static final int REQUEST_BYTES_MAX = 64 << 10;

    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(3);

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

    /// The servers are asked side by side. One that is slow to answer is left out, and delays nobody beyond that time.
    private List<String> heard(Gate gate, Listener listener, Own.Listening wanted, Arrival arrival) {
        Map<String, List<String>> servers = wanted.uris().stream()
                .collect(Collectors.groupingBy(uri -> Uris.server(uri).orElse("")));
        Set<String> heard = new HashSet<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> asking = servers.values().stream()
                .map(uris -> Thread.ofVirtual()
                        .name("watch")
                        .start(() -> uris.forEach(uri -> hear(gate, listener, uri, arrival, told -> {
                            synchronized (heard) {
                                return !over.get() && (!told || heard.add(uri));
                            }
                        }))))
                .toList();
        long until = System.nanoTime() + ACKNOWLEDGED_WITHIN.toNanos();
        try {
            for (Thread thread : asking) {
                boolean _ = thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        synchronized (heard) {
            over.set(true);
            wanted.uris().stream().filter(uri -> !heard.contains(uri)).forEach(listener::remove);
            return wanted.uris().stream().filter(heard::contains).toList();
        }
    }

    /// Whether it is still of use; where something is told, it is noted as well.
    private interface Noting {
        boolean note(boolean told);
    }

    private void hear(Gate gate, Listener listener, String uri, Arrival arrival, Noting noting) {
        if (!noting.note(false) || listeners.watch(listener, uri, gate) == Listeners.Noted.TOO_MANY) {
            return;
        }
        Arrival watching = watching(listener, uri, arrival);
        boolean told = gate.watch(watching).body() instanceof Release.Body.Spoken;
        if (told && !noting.note(true)) {
            gate.unwatch(watching); // it came too late, and was not promised
        }
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
                new Holding()); // of this one: others are asked at the same time
    }

    private static Refused tooMany() {
        return new Refused(Refusal.of(
                        Reason.TOO_MANY_CALLS,
                        "You are told of as much as one caller may be, or the gateway tells as much as it can.",
                        "share")
                .after(WAIT));
    }
}

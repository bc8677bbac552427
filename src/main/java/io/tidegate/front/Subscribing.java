package io.tidegate.front;

import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Cancellation;
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
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// How do clients say what they want to be told unasked? By session in the stateful era; in the stateless one by a
/// request whose answer is a stream that lasts.
final class Subscribing {
    /// What asks for a stream of news is kept as long as the stream.
    private static final int REQUEST_BYTES_MAX = 64 << 10;

    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

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
                    .ifPresent(level -> {
                        premises.stateful().level(scope, level);
                        listeners.level(arrival.caller().session(), level);
                    });
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
    void listen(HttpExchange exchange, Premises premises, Heard.Asked asked, Arrival arrival, Welcome welcome)
            throws HttpFailure, Refused {
        if (asked.request().params().length() > REQUEST_BYTES_MAX) {
            throw new Refused(Refusal.of(Reason.TOO_LARGE, "A request to listen is smaller than this."));
        }
        Release opened = premises.gate().pass(arrival, _ -> {});
        if (!(opened.body() instanceof Release.Body.Spoken(Own.Listening wanted))) {
            Reply.Manner manner = new Reply.Manner(
                    speech, premises.challenge().to(arrival.caller().principal()));
            new Reply(exchange, asked, manner, arrival.holding(), Optional::empty).finish(opened);
            return;
        }
        // Each such request ends by itself, and hears what servers tell in the session of its caller's calls.
        Caller caller = arrival.caller().part("listen " + arrival.id().text());
        try (Shares.Share _ = listeners.place(caller.principal().key()).orElseThrow(Subscribing::tooMany)) {
            Listener listener = listeners.of(caller, arrival.profile(), wanted.kinds());
            Own.Listening heard = heard(new Watch(premises.gate(), listener, arrival), wanted);
            Tidings tidings = new Tidings(speech, asked.request().id());
            Listeners.Manner manner =
                    new Listeners.Manner(tidings::told, welcome, id -> look(listener, arrival.version(), id));
            tell(exchange, tidings, heard, listener, manner);
        } finally {
            listeners.end(caller.session(), current.get().gate());
        }
    }

    private void tell(
            HttpExchange exchange, Tidings tidings, Own.Listening heard, Listener listener, Listeners.Manner manner)
            throws HttpFailure {
        try (Listeners.Line line = listeners.line(exchange, listener);
                EventStream stream = Listeners.stream(exchange)) {
            stream.send(tidings.acknowledged(Release.of(heard)));
            boolean nothing = heard.kinds().isEmpty()
                    && heard.uris().isEmpty()
                    && heard.tasks().isEmpty();
            if (nothing || line.serve(stream, manner)) {
                stream.send(tidings.ended());
            }
        }
    }

    /// What a listener wants to hear of.
    ///
    /// @param from what began it
    private record Watch(Gate gate, Listener listener, Arrival from) {}

    /// @param name a URI, or the id of a task
    /// @param request what asks for it
    private record Wanted(String name, Message.Request request) {}

    /// The servers are asked side by side, and about each task by itself. What is slow to be answered is left out, and
    /// delays nobody beyond that time.
    private Own.Listening heard(Watch watch, Own.Listening wanted) {
        List<List<Wanted>> lanes = new ArrayList<>();
        Map<String, List<Wanted>> servers = wanted.uris().stream()
                .map(uri -> new Wanted(uri, ofResource(uri)))
                .collect(Collectors.groupingBy(one -> Uris.server(one.name()).orElse("")));
        lanes.addAll(servers.values());
        wanted.tasks().forEach(id -> lanes.add(List.of(new Wanted(id, ofTask(id)))));
        Promised promised = new Promised();
        List<Thread> asking = lanes.stream()
                .map(lane ->
                        Thread.ofVirtual().name("watch").start(() -> lane.forEach(one -> hear(watch, one, promised))))
                .toList();
        awaitAll(asking, ACKNOWLEDGED_WITHIN);
        Set<String> heard = promised.made();
        lanes.stream()
                .flatMap(List::stream)
                .map(Wanted::name)
                .filter(name -> !heard.contains(name))
                .forEach(watch.listener()::remove);
        return new Own.Listening(
                wanted.kinds(),
                wanted.uris().stream().filter(heard::contains).toList(),
                wanted.tasks().stream().filter(heard::contains).toList());
    }

    private static void awaitAll(List<Thread> threads, Duration most) {
        long until = System.nanoTime() + most.toNanos();
        try {
            for (Thread thread : threads) {
                boolean _ = thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// What a client is told that it will hear of, until it has been told.
    private static final class Promised {
        private final Set<String> names = new HashSet<>();
        private boolean told;
        private boolean enough;

        synchronized boolean isOpen() {
            return !told && !enough;
        }

        /// Its caller has used up its rate: nothing more is asked for, since all of it would be refused.
        synchronized void noMore() {
            enough = true;
        }

        synchronized boolean add(String name) {
            return !told && names.add(name);
        }

        synchronized Set<String> made() {
            told = true;
            return Set.copyOf(names);
        }
    }

    private void hear(Watch watch, Wanted one, Promised promised) {
        if (promised.isOpen() && asked(watch, one, promised) && !promised.add(one.name())) {
            watch.gate().unwatch(arrival(watch, one, new Holding())); // it came too late, and was not promised
        }
    }

    private boolean asked(Watch watch, Wanted one, Promised promised) {
        Release.Body body = hear(watch, one);
        if (body instanceof Release.Body.Denied(Refusal why, var _) && why.reason() == Reason.TOO_MANY_CALLS) {
            promised.noMore();
        }
        return body instanceof Release.Body.Spoken;
    }

    private Release.Body hear(Watch watch, Wanted one) {
        if (listeners.watch(watch.listener(), one.name(), watch.gate()) == Listeners.Noted.TOO_MANY) {
            return new Release.Body.Denied(tooMany().refusal(), watch.from().id());
        }
        try (Holding holding = new Holding()) { // of this one: others are asked at the same time
            return watch.gate().watch(arrival(watch, one, holding)).body();
        }
    }

    private Arrival arrival(Watch watch, Wanted one, Holding holding) {
        Arrival from = watch.from();
        return arrival(watch.listener(), from.version(), one.request(), from.cancellation(), holding);
    }

    /// A client of 2025-11-25 that listens is told of the tasks that its calls begin. It did not ask for that, so it
    /// does not wait for it, and nothing becomes of it where it can't be had.
    void began(Arrival call, Release release) {
        Optional<Listener> listener = listeners.listening(call.caller().session());
        if (listener.isPresent() && release.body() instanceof Release.Body.Judged(Answer.TaskBegun(var content))) {
            String id = content.json().root().string("taskId").orElse("");
            Thread.ofVirtual().name("task").start(() -> {
                try (Holding holding = new Holding()) {
                    Arrival own = arrival(listener.get(), call.version(), ofTask(id), new Cancellation(), holding);
                    Watch watch = new Watch(current.get().gate(), listener.get(), own);
                    if (!(hear(watch, new Wanted(id, ofTask(id))) instanceof Release.Body.Spoken)) {
                        listeners.unwatch(call.caller().session(), id);
                    }
                }
            });
        }
    }

    /// How a task is now, judged and recorded like any other look at it. Of one that has ended nothing more is heard.
    Release look(Listener listener, ProtocolVersion version, String id) {
        try (Holding holding = new Holding()) {
            Gate gate = current.get().gate();
            Arrival asked = arrival(listener, version, ofTask(id), new Cancellation(), holding);
            Release release = gate.pass(asked, _ -> {});
            if (release.body() instanceof Release.Body.Judged(Answer.Result(var content))
                    && OVER.contains(content.json().root().string("status").orElse(""))) {
                listeners.unwatch(listener.caller().session(), id);
                gate.unwatch(asked);
            }
            return release;
        }
    }

    private static Message.Request ofTask(String id) {
        return new Message.Request(
                RequestId.of(0),
                Method.TASKS_GET,
                new JsonWriter().object().member("taskId", id).endObject().document());
    }

    private static Message.Request ofResource(String uri) {
        return new Message.Request(
                RequestId.of(0),
                Method.SUBSCRIBE,
                new JsonWriter().object().member("uri", uri).endObject().document());
    }

    private Arrival arrival(
            Listener listener,
            ProtocolVersion version,
            Message.Request request,
            Cancellation cancellation,
            Holding holding) {
        return new Arrival(
                CallId.next(clock.instant(), random),
                clock.instant(),
                listener.caller(),
                listener.profile(),
                version,
                request,
                cancellation,
                Trace.NONE,
                holding);
    }

    private static Refused tooMany() {
        return new Refused(Refusal.of(
                        Reason.TOO_MANY_CALLS,
                        "You are told of as much as one caller may be, or the gateway tells as much as it can.",
                        "share")
                .after(WAIT));
    }
}

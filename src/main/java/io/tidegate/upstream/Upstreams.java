package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Permit;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.catalog.Offers;
import io.tidegate.catalog.Server;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The servers. The one way to make a server do something is `send`, and its key is a `Permit`.
public final class Upstreams implements AutoCloseable {
    /// What [Listener#unsolicited] calls an answer that nobody waits for.
    public static final String ANSWER = "answer";

    private static final Duration RECORD_DEADLINE = Duration.ofSeconds(5);

    private final Map<String, Upstream> servers = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Parking parking;
    private final TaskKeeping tasks;
    private final Crossing crossing;
    private final Draining draining;

    private Upstreams(InstantSource clock, Parking parking, TaskKeeping tasks, Draining draining) {
        this.clock = clock;
        this.parking = parking;
        this.tasks = tasks;
        this.draining = draining;
        this.crossing = new Crossing(parking, tasks, clock);
    }

    /// Servers by their settings; those that `before` keeps with the same settings are taken over as they run.
    ///
    /// @param listener told of each server's tools, now and when they change
    public static Upstreams of(
            List<UpstreamSettings> settings, UpstreamFactory factory, Optional<Upstreams> before, Listener listener) {
        return of(settings, factory, before, Set.of(), listener);
    }

    /// The same.
    ///
    /// @param anew servers that are begun with anew although their settings are the same
    public static Upstreams of(
            List<UpstreamSettings> settings,
            UpstreamFactory factory,
            Optional<Upstreams> before,
            Set<String> anew,
            Listener listener) {
        Upstreams made = new Upstreams(
                factory.clock(),
                before.map(old -> old.parking).orElseGet(factory::parking),
                before.map(old -> old.tasks).orElseGet(factory::tasks),
                before.map(old -> old.draining).orElseGet(Draining::new));
        for (UpstreamSettings wanted : settings) {
            String name = wanted.server().name();
            Optional<Upstream> earlier = before.map(old -> old.servers.get(name));
            Optional<Upstream> kept = earlier.filter(old -> old.settings().sameAs(wanted) && !anew.contains(name));
            Upstream upstream = kept.orElseGet(() -> factory.make(wanted));
            made.servers.put(name, upstream);
            if (kept.isEmpty()) {
                earlier.filter(old -> old.settings().samePlaceAs(wanted)).ifPresent(old -> {
                    made.draining.add(old);
                    upstream.follow(old);
                });
            }
            upstream.onOffers(offers -> listener.offers(wanted.server(), offers));
            upstream.onAnnounced(kinds -> listener.announced(wanted.server(), kinds));
            upstream.onUpdates(told(wanted.server(), listener));
            if (kept.isEmpty()) {
                before.map(old -> old.servers.get(name))
                        .ifPresent(replaced -> upstream.watches().addAll(replaced.watches()));
                upstream.start();
            }
        }
        return made;
    }

    private static Updates told(Server server, Listener listener) {
        return new Updates() {
            @Override
            public void updated(String session, String what, JsonDocument params) {
                Watched.taskOf(what)
                        .ifPresentOrElse(
                                task -> listener.task(server, session, task),
                                () -> listener.updated(server, session, what, params));
            }

            @Override
            public boolean logged(String session, JsonDocument params) {
                return listener.logged(server, session, params);
            }

            @Override
            public void unsolicited(String method) {
                listener.unsolicited(server, method);
            }

            @Override
            public void completed(String session, String id) {
                listener.completed(server, session, id);
            }

            @Override
            public void lost(String session) {
                listener.lost(session);
            }
        };
    }

    /// Hears what a server says in the course of a call.
    public interface Midway extends Consumer<Answer.Notice> {
        /// The server ended the stream of its answer for now, and goes on with it later: a client may do so as well.
        default void rests() {}
    }

    /// Is told what a server offers.
    public interface Listener {
        void offers(Server server, Offers offers);

        /// A server said that these lists changed; what they hold now was told just before, and may be the same.
        default void announced(Server server, Set<Offering> kinds) {}

        /// A resource changed that a session watches.
        ///
        /// @param session as in [io.tidegate.call.Caller]
        /// @param uri the server's own
        /// @param params of `notifications/resources/updated`, as the server said them
        void updated(Server server, String session, String uri, JsonDocument params);

        /// A server logs something in a session.
        ///
        /// @param params of `notifications/message`, as the server said them
        /// @return whether the session listens, and so is told if it wants to be
        default boolean logged(Server server, String session, JsonDocument params) {
            return false;
        }

        /// A server asked for something that belongs to no call, and was refused.
        ///
        /// @param method what it asked
        default void unsolicited(Server server, String method) {}

        /// A page of a server's is done that a session was sent to.
        ///
        /// @param id the `elicitationId`
        default void completed(Server server, String session, String id) {}

        /// A session is told no more of something that it watches.
        default void lost(String session) {}

        /// Something may have come of a task that a session watches.
        ///
        /// @param task the server's own id of it
        default void task(Server server, String session, String task) {}
    }

    /// Ends the servers that `next` did not take over. Whoever watched something at one that is gone is told so. Those
    /// that are in `next` with nothing but other secrets are ended when their calls have, or their time is over.
    ///
    /// @param listener of `next`
    public void retire(Upstreams next, Listener listener) {
        servers.values().stream().filter(draining::has).forEach(old -> drain(old, next));
        List<Upstream> over = servers.values().stream()
                .filter(upstream -> !next.servers.containsValue(upstream) && !draining.has(upstream))
                .toList();
        over.stream().map(upstream -> upstream.settings().server().name()).forEach(name -> {
            parking.forgetServer(name);
            tasks.questions().forgetServer(name);
        });
        over.stream()
                .filter(upstream ->
                        next.servers.containsKey(upstream.settings().server().name()))
                .map(Upstream::condition)
                .forEach(Condition::replaced);
        end(over);
        over.stream()
                .filter(upstream ->
                        !next.servers.containsKey(upstream.settings().server().name()))
                .flatMap(upstream -> upstream.watches().askers().stream())
                .forEach(asker -> listener.lost(asker.listener()));
    }

    /// Until the other was tried, calls begin there; then those that run have time to end.
    private void drain(Upstream old, Upstreams next) {
        String name = old.settings().server().name();
        Upstream follower = next.servers.get(name);
        draining.begin(
                old,
                () -> old.busy()
                        || parking.anyAt(name)
                        || (follower != null && follower.condition().state().pending()));
    }

    /// From now on, told which server is in quarantine and why; each once, those that are at once.
    public void onQuarantine(BiConsumer<String, String> told) {
        servers.forEach((name, upstream) -> upstream.condition().onQuarantine(why -> told.accept(name, why)));
    }

    /// Whether with these settings a server is the one that it was, secrets included. False where it was not there.
    public boolean isSame(UpstreamSettings wanted) {
        Upstream known = servers.get(wanted.server().name());
        return known != null && known.settings().sameAs(wanted);
    }

    /// How a server is, for operators.
    ///
    /// @param trouble empty where there is none
    public record Status(String server, ServerState state, String trouble) {}

    public List<Status> status() {
        return servers.entrySet().stream()
                .map(entry -> new Status(
                        entry.getKey(),
                        entry.getValue().condition().state(),
                        entry.getValue().condition().trouble()))
                .toList();
    }

    /// Sends what was permitted, once, and waits for the answer.
    ///
    /// @param midway takes the server's notices in the course of the call
    /// @throws Refused if the trail can't record it, or there is no answer to be had; the call may then have run
    public Answer send(Permit permit, Midway midway) throws Refused {
        Call call = permit.call();
        Upstream upstream = known(call);
        call.arrival().holding().examined();
        Instant deadline = recorded(permit, upstream);
        try {
            return crossing.go(upstream, call, deadline, midway);
        } catch (LinkFailed failure) {
            throw new Refused(Refusals.of(call.target().server().name(), failure));
        }
    }

    /// From now on the session of the permit's caller is told when the resource changes, until [#unwatch] or [#forget].
    ///
    /// @throws Refused if the server does not tell
    public void watch(Permit permit) throws Refused {
        Call call = permit.call();
        String server = call.target().server().name();
        Upstream upstream = known(call);
        Instant deadline = recorded(permit, upstream);
        try {
            upstream.watch(Asker.of(call.caller()), watched(call), deadline);
        } catch (LinkFailed failure) {
            throw new Refused(
                    switch (failure.why()) {
                        case MALFORMED ->
                            Refusal.of(
                                    Reason.NOT_TOLD_OF,
                                    "The server `" + server + "` does not tell of changes of this.",
                                    server + ": " + failure.getMessage());
                        case NO_MEMORY ->
                            Refusal.of(
                                    Reason.BUSY,
                                    "Too many resources of the server `" + server + "` are watched. End some first.");
                        case GONE,
                                SLOW,
                                BUSY,
                                TOO_LARGE,
                                SESSION_LOST,
                                CREDENTIAL,
                                CONSENT,
                                UNPROVEN,
                                CHANGED,
                                CANCELLED -> Refusals.of(server, failure);
                    });
        }
    }

    private static String watched(Call call) {
        return Method.isOfTask(call.method())
                ? Watched.task(call.params().json().root().string("taskId").orElseThrow())
                : call.target().name();
    }

    /// Ends what [#watch] began.
    ///
    /// @param uri the server's own
    public void unwatch(String server, String session, String uri) {
        Upstream upstream = servers.get(server);
        if (upstream != null) {
            upstream.unwatch(session, uri);
        }
    }

    /// The same, of a task.
    ///
    /// @param own the server's own id of it
    public void unwatchTask(String server, String session, String own) {
        unwatch(server, session, Watched.task(own));
    }

    private Upstream known(Call call) throws Refused {
        Upstream upstream = servers.get(call.target().server().name());
        if (upstream == null) {
            throw new Refused(Refusal.of(Reason.SERVER_UNAVAILABLE, "The server of this tool is not configured."));
        }
        return upstream;
    }

    /// Waits until the intent is recorded. Returns by when the server must have answered.
    private Instant recorded(Permit permit, Upstream upstream) throws Refused {
        Call call = permit.call();
        Duration left = Duration.between(clock.instant(), call.deadline());
        permit.recorded().await(left.compareTo(RECORD_DEADLINE) < 0 ? left : RECORD_DEADLINE);
        Instant own = clock.instant().plus(upstream.settings().deadline());
        return own.isBefore(call.deadline()) ? own : call.deadline();
    }

    /// Ends all that was kept for a session: what it watches, its parked calls, its sessions at servers.
    public void forget(String session) {
        parking.forget(session);
        tasks.questions().forget(session);
        servers.values().forEach(upstream -> upstream.forget(session));
    }

    /// Ends what waits for a client's input that won't come.
    public void giveUp(Resume resume) {
        switch (resume) {
            case Resume.Anew _, Resume.Confirmed _ -> {} // the server remembers nothing
            case Resume.Parked(String name) -> parking.take(name).ifPresent(Parking.Parked::giveUp);
        }
    }

    @Override
    public void close() {
        parking.close();
        tasks.close();
        List<Upstream> all = new ArrayList<>(servers.values());
        all.addAll(draining.all());
        end(all);
    }

    private static void end(Collection<Upstream> upstreams) {
        List<Thread> ending = upstreams.stream()
                .map(upstream -> Thread.ofVirtual().start(upstream::close))
                .toList();
        for (Thread thread : ending) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

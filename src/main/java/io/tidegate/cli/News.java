package io.tidegate.cli;

import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Release;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.KnownTools.Heard;
import io.tidegate.catalog.Offers;
import io.tidegate.catalog.Server;
import io.tidegate.front.Listeners;
import io.tidegate.gate.Gate;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import io.tidegate.upstream.Upstreams;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Where does what servers say unasked go? To the catalogue, and through the gate to whoever listens.
///
/// Servers speak before there is a gate. Nobody is told of it then: all is told as changed when it is in force.
final class News implements Upstreams.Listener {
    private final Catalog catalog;
    private final Listeners listeners;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Hearing hearing;
    private final Map<String, Set<Offering>> told = new ConcurrentHashMap<>();
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private volatile @Nullable Gate gate;
    private volatile Consumer<Map<String, Heard>> onTools = _ -> {};

    /// @param clock and `random` for the names of what is recorded
    ///
    /// @param hearing are told when a server says what it has
    News(Catalog catalog, Listeners listeners, InstantSource clock, RandomGenerator random, Hearing hearing) {
        this.hearing = hearing;
        this.clock = clock;
        this.random = random;
        this.catalog = catalog;
        this.listeners = listeners;
    }

    /// Who beside clients wants to know what a server has.
    record Hearing(Misfits misfits, ToolMemory memory) {}

    /// Is told which tools servers have: of all that were heard now, and of each that is from now on, before one of its
    /// tools can be called.
    void onTools(Consumer<Map<String, Heard>> listener) {
        onTools = listener;
        listener.accept(Map.copyOf(heard));
    }

    void tellThrough(Gate made) {
        gate = made;
    }

    @Override
    public void offers(Server server, Offers offers) {
        Set<Offering> changed = Changes.between(catalog.of(server.name()).orElse(Offers.NONE), offers);
        hearing.memory.heard(server.name(), offers).ifPresent(tools -> {
            heard.put(server.name(), tools);
            onTools.accept(Map.of(server.name(), tools));
        });
        catalog.put(server, offers);
        hearing.misfits.tell(server.name(), offers);
        told.put(server.name(), changed);
        tell(server, changed);
    }

    /// A server that says that a list changed is passed on even where nothing in it did: it knows why it says so.
    @Override
    public void announced(Server server, Set<Offering> kinds) {
        Set<Offering> rest = EnumSet.noneOf(Offering.class);
        kinds.forEach(kind -> rest.add(kind == Offering.TEMPLATE ? Offering.RESOURCE : kind));
        rest.removeAll(told.getOrDefault(server.name(), Set.of()));
        tell(server, rest);
    }

    private void tell(Server server, Set<Offering> changed) {
        if (!changed.isEmpty() && gate != null) {
            listeners.changed(profile -> catalog.servers(profile).contains(server), changed);
        }
    }

    @Override
    public void updated(Server server, String session, String uri, JsonDocument params) {
        Gate now = gate;
        if (now != null) {
            listeners.updated(now, server, session, params);
        }
    }

    @Override
    public boolean logged(Server server, String session, JsonDocument params) {
        Gate now = gate;
        return now != null && listeners.logged(now, server, session, params);
    }

    /// It can't be bridged: nobody can tell for whom it is.
    @Override
    public void unsolicited(Server server, String method) {
        Gate now = gate;
        if (now != null) {
            boolean answer = method.equals(Upstreams.ANSWER);
            Refusal refusal = Refusal.of(
                    answer ? Reason.ANSWER_MALFORMED : Reason.UNKNOWN_METHOD,
                    "The server `" + server.name() + "` "
                            + (answer
                                    ? "answered what nobody waits for."
                                    : "asked for what it may not, or outside of a call."),
                    "unsolicited " + (answer ? method : known(method)));
            Release _ = now.turnAway("server " + server.name(), CallId.next(clock.instant(), random), refusal);
        }
    }

    /// A server's own words are not recorded here.
    private static String known(String method) {
        return Method.isOfServers(method) ? method : "method";
    }

    @Override
    public void completed(Server server, String session, String id) {
        Gate now = gate;
        if (now != null) {
            listeners.completed(now, server, session, id);
        }
    }

    @Override
    public void lost(String session) {
        listeners.lost(session);
    }

    @Override
    public void task(Server server, String session, String task) {
        Gate now = gate;
        if (now != null) {
            listeners.task(now, server, session, task);
        }
    }
}

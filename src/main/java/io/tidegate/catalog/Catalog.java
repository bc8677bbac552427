package io.tidegate.catalog;

import io.tidegate.config.Profile;
import io.tidegate.mcp.ToolDefinition;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Which tools exist, and under which name each profile shows them.
///
/// It knows what servers said last; whether someone may call a tool is not its question.
public final class Catalog {
    /// The profile that is served at `/mcp`; every other is served at `/mcp/NAME`.
    public static final String DEFAULT_PROFILE = "default";

    private final List<Server> servers;
    private final Map<String, Profile> profiles;
    private final long made = System.nanoTime();
    private volatile Snapshot snapshot;

    /// What all servers had at one moment.
    private record Snapshot(Map<String, List<ToolDefinition>> definitions, Map<String, Map<String, Tool>> shown) {}

    public Catalog(List<Server> servers, List<Profile> profiles) {
        this.servers = List.copyOf(servers);
        Map<String, Profile> named = new LinkedHashMap<>();
        profiles.forEach(profile -> named.put(profile.name(), profile));
        this.profiles = Map.copyOf(named);
        this.snapshot = new Snapshot(Map.of(), Map.of());
    }

    /// Whether there is an endpoint of that name.
    public boolean has(String profile) {
        return profiles.containsKey(profile);
    }

    public List<Server> servers() {
        return servers;
    }

    /// Replaces what is known of a server's tools. A name that occurs twice is kept once, the first time.
    public synchronized void put(Server server, List<ToolDefinition> definitions) {
        Map<String, List<ToolDefinition>> all = new HashMap<>(snapshot.definitions());
        all.put(server.name(), List.copyOf(definitions));
        Map<String, Map<String, Tool>> shown = new HashMap<>();
        profiles.forEach((name, profile) -> shown.put(name, view(profile, all)));
        snapshot = new Snapshot(Map.copyOf(all), Map.copyOf(shown));
        notifyAll();
    }

    /// Waits until every server of a profile was tried once, so that what is known of its tools is complete.
    ///
    /// Whoever asks right after the start would else see a part of them.
    ///
    /// @param young for how long after this catalogue was made anyone waits; a server that takes longer is left
    /// out,
    /// and delays nobody any more
    public synchronized void awaitTried(String profile, Duration young) {
        try {
            long left = made + young.toNanos() - System.nanoTime();
            while (left > 0 && !tried(profile)) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = made + young.toNanos() - System.nanoTime();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tried(String profile) {
        Profile wanted = profiles.get(profile);
        return wanted == null || snapshot.definitions().keySet().containsAll(wanted.servers());
    }

    private Map<String, Tool> view(Profile profile, Map<String, List<ToolDefinition>> all) {
        boolean several = profile.servers().size() > 1;
        Map<String, Tool> view = new LinkedHashMap<>();
        servers.stream()
                .filter(server -> profile.servers().contains(server.name()))
                .sorted(Comparator.comparing(Server::name))
                .forEach(server -> {
                    for (ToolDefinition definition : all.getOrDefault(server.name(), List.of())) {
                        Tool tool = new Tool(server, definition, definition.name());
                        String shown = several ? tool.longName() : tool.name();
                        if (profile.tools().show(server.name(), definition.name())) {
                            view.putIfAbsent(shown, new Tool(server, definition, shown));
                        }
                    }
                });
        return view;
    }

    /// The tool of that name in that profile.
    public Optional<Tool> resolve(String profile, String shown) {
        return Optional.ofNullable(
                snapshot.shown().getOrDefault(profile, Map.of()).get(shown));
    }

    /// All tools of a profile, in an order that doesn't change while servers don't.
    public List<Tool> tools(String profile) {
        return List.copyOf(snapshot.shown().getOrDefault(profile, Map.of()).values());
    }

    /// How many tools are known of a server; empty before its first list.
    public Optional<Integer> count(String server) {
        return Optional.ofNullable(snapshot.definitions().get(server)).map(List::size);
    }
}

package io.tidegate.catalog;

import io.tidegate.config.Profile;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.toolclass.Classes;
import io.tidegate.toolclass.Classifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What servers offer, and under which name each profile shows it.
///
/// It knows what servers said last; whether someone may use it is not its question.
public final class Catalog {
    /// The profile that is served at `/mcp`; every other is served at `/mcp/NAME`.
    public static final String DEFAULT_PROFILE = "default";

    private static final String HARMLESS =
            "{\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true,\"openWorldHint\":false}";

    private final List<Server> servers;
    private final Map<String, Profile> profiles;
    private final long made = System.nanoTime();
    private volatile Snapshot snapshot;

    /// What all servers had at one moment: by server, and by profile what it shows.
    private record Snapshot(Map<String, Known> known, Map<String, Map<Offering, Map<String, Offer>>> shown) {
        Offers offers(String server) {
            return known.getOrDefault(server, Known.NOTHING).offers();
        }
    }

    /// What a server offers, with the classes of its tools by their names.
    private record Known(Offers offers, Map<String, Classes> classes) {
        static final Known NOTHING = new Known(Offers.NONE, Map.of());

        static Known of(Offers offers, Classifier classifier) {
            Map<String, Classes> classes = new HashMap<>();
            for (Definition definition : offers.of(Offering.TOOL)) {
                if (definition instanceof ToolDefinition tool) {
                    classes.computeIfAbsent(tool.name(), _ -> classifier.of(tool));
                }
            }
            return new Known(offers, classes);
        }
    }

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

    /// The servers of a profile, in a stable order.
    public List<Server> servers(String profile) {
        Profile wanted = profiles.get(profile);
        return wanted == null
                ? List.of()
                : servers.stream()
                        .filter(server -> wanted.servers().contains(server.name()))
                        .sorted(Comparator.comparing(Server::name))
                        .toList();
    }

    /// Replaces what is known of a server. A name that occurs twice is kept once, the first time.
    public synchronized void put(Server server, Offers offers) {
        Map<String, Known> all = new HashMap<>(snapshot.known());
        all.put(server.name(), Known.of(offers, classifier(server.name())));
        Map<String, Map<Offering, Map<String, Offer>>> shown = new HashMap<>();
        profiles.forEach((name, profile) -> {
            Map<Offering, Map<String, Offer>> kinds = new EnumMap<>(Offering.class);
            for (Offering kind : Offering.values()) {
                kinds.put(kind, view(profile, kind, all));
            }
            shown.put(name, kinds);
        });
        snapshot = new Snapshot(Map.copyOf(all), Map.copyOf(shown));
        notifyAll();
    }

    /// Waits until every server of a profile was tried once, so that what is known of it is complete.
    ///
    /// Whoever asks right after the start would else see a part of it.
    ///
    /// @param young for how long after this catalogue was made anyone waits; a server that takes longer is left
    /// out, and delays nobody any more
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
        return wanted == null || snapshot.known().keySet().containsAll(wanted.servers());
    }

    private Classifier classifier(String server) {
        return servers.stream()
                .filter(known -> known.name().equals(server))
                .map(Server::classifier)
                .findFirst()
                .orElse(Classifier.NONE);
    }

    private Map<String, Offer> view(Profile profile, Offering kind, Map<String, Known> all) {
        Map<String, Offer> view = new LinkedHashMap<>();
        for (Server server : servers(profile.name())) {
            Known known = all.getOrDefault(server.name(), Known.NOTHING);
            for (Definition definition : known.offers().of(kind)) {
                boolean hidden = kind == Offering.TOOL && !profile.tools().show(server.name(), definition.name());
                if (!hidden) {
                    String shown = shown(profile, server, definition);
                    view.putIfAbsent(shown, offer(server, definition, shown, known));
                }
            }
        }
        return view;
    }

    private static Offer offer(Server server, Definition definition, String shown, Known known) {
        Classes classes = known.classes().get(definition.name());
        return definition instanceof ToolDefinition tool && classes != null
                ? new Offer(definition, new Tool(server, tool, shown, classes))
                : Offer.of(server, definition, shown);
    }

    private static String shown(Profile profile, Server server, Definition definition) {
        if (profile.servers().size() == 1) {
            return definition.name();
        }
        return switch (definition.kind()) {
            case TOOL, PROMPT -> server.name() + "__" + definition.name();
            case RESOURCE, TEMPLATE -> Uris.shown(server.name(), definition.name());
        };
    }

    /// The tool of that name in that profile.
    public Optional<Tool> tool(String profile, String shown) {
        return offer(profile, Offering.TOOL, shown).map(Offer::target).map(Tool.class::cast);
    }

    /// The tool of a server, by the server's own name for it, where that profile shows it.
    public Optional<Tool> tool(String profile, String server, String name) {
        return offers(profile, Offering.TOOL).stream()
                .filter(offer -> offer.server().name().equals(server)
                        && offer.definition().name().equals(name))
                .findFirst()
                .map(Offer::target)
                .map(Tool.class::cast);
    }

    /// The prompt of that name in that profile.
    public Optional<Prompt> prompt(String profile, String shown) {
        return offer(profile, Offering.PROMPT, shown).map(Offer::target).map(Prompt.class::cast);
    }

    /// Where the resource of that URI is to be had, listed or not; empty where the URI names no server of the profile.
    public Optional<Resource> resource(String profile, String shown) {
        List<Server> has = servers(profile);
        if (has.size() == 1) {
            return Optional.of(new Resource(has.getFirst(), shown, shown));
        }
        Optional<String> named = Uris.server(shown);
        return has.stream()
                .filter(server -> named.filter(server.name()::equals).isPresent())
                .findFirst()
                .map(server -> new Resource(server, Uris.own(server.name(), shown), shown));
    }

    /// The resource by the one spelling of its URI that is judged and sent. What the server itself lists, letter by
    /// letter, stays as it is: it may know no other. Empty where there is no such spelling.
    public Optional<Resource> spelled(String profile, Resource asked) {
        boolean listed = offer(profile, Offering.RESOURCE, asked.shown()).isPresent()
                || offer(profile, Offering.TEMPLATE, asked.shown()).isPresent();
        return listed
                ? Optional.of(asked)
                : UriForm.of(asked.name()).map(form -> new Resource(asked.server(), form, asked.shown()));
    }

    /// Whether what servers offer is renamed in that profile, since there are several.
    public boolean renames(String profile) {
        Profile wanted = profiles.get(profile);
        return wanted != null && wanted.servers().size() > 1;
    }

    private Optional<Offer> offer(String profile, Offering kind, String shown) {
        return Optional.ofNullable(snapshot.shown()
                .getOrDefault(profile, Map.of())
                .getOrDefault(kind, Map.of())
                .get(shown));
    }

    /// All of one kind in a profile, in an order that doesn't change while servers don't.
    public List<Offer> offers(String profile, Offering kind) {
        return List.copyOf(snapshot.shown()
                .getOrDefault(profile, Map.of())
                .getOrDefault(kind, Map.of())
                .values());
    }

    /// What is known of a server; empty before its first lists.
    public Optional<Offers> of(String server) {
        return Optional.ofNullable(snapshot.known().get(server)).map(Known::offers);
    }

    /// How long what a profile shows of this kind may still be used, by the word of the server that says the least;
    /// zero where one says nothing, or was never heard.
    public Duration fresh(String profile, Offering kind, Instant now) {
        return servers(profile).stream()
                .map(server -> snapshot.offers(server.name()))
                .filter(offers -> !offers.isHeard() || offers.capabilities().lists(kind))
                .map(offers -> offers.until(kind))
                .min(Comparator.naturalOrder())
                .filter(now::isBefore)
                .map(until -> Duration.between(now, until))
                .orElse(Duration.ZERO);
    }

    /// Whether a profile has this server, of which nothing was ever heard.
    public boolean isUnheard(String profile, String server) {
        return servers(profile).stream().anyMatch(known -> known.name().equals(server))
                && !snapshot.offers(server).isHeard();
    }

    /// What this name could be at servers of which nothing was ever heard: of each kind of thing one that does no
    /// harm, and one of which nothing is known.
    public List<Offer> imagined(String profile, Offering kind, String shown) {
        Profile wanted = profiles.get(profile);
        List<Offer> imagined = new ArrayList<>();
        for (Server server : servers(profile)) {
            String prefix = wanted != null && wanted.servers().size() > 1 ? server.name() + "__" : "";
            if (wanted == null || !shown.startsWith(prefix) || !isUnheard(profile, server.name())) {
                continue;
            }
            String own = shown.substring(prefix.length());
            if (kind != Offering.TOOL || wanted.tools().show(server.name(), own)) {
                for (String annotations : List.of(HARMLESS, "{}")) {
                    Definition.of(kind, imagined(own, annotations))
                            .ifPresent(definition -> imagined.add(Offer.of(server, definition, shown)));
                }
            }
        }
        return imagined;
    }

    private static JsonValue imagined(String name, String annotations) {
        JsonWriter out = new JsonWriter().object().member("name", name);
        out.name("inputSchema").object().endObject();
        out.name("annotations").raw(annotations.getBytes(StandardCharsets.US_ASCII));
        return out.endObject().document().root();
    }

    /// What the servers of a profile can do, taken together.
    public ServerCapabilities capabilities(String profile) {
        return servers(profile).stream()
                .map(server -> snapshot.offers(server.name()).capabilities())
                .reduce(ServerCapabilities.NONE, ServerCapabilities::and);
    }
}

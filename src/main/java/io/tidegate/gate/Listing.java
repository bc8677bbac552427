package io.tidegate.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.Caller;
import io.tidegate.call.Content;
import io.tidegate.call.Delivery;
import io.tidegate.call.Own;
import io.tidegate.call.Reason;
import io.tidegate.call.Recipient;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Offer;
import io.tidegate.catalog.Offers;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Server;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.control.Controls;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ToolDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is offered to this caller? Exactly what it may have, in pages, each definition judged like a result.
public final class Listing {
    private static final Logger LOG = LoggerFactory.getLogger(Listing.class);
    private static final int PAGE_MAX = 200;
    private static final long JUDGED_BYTES_MAX = 24 << 20;
    private static final int ENTRY_BYTES = 1_000;
    private static final int INSTRUCTIONS_MAX = 4_096;

    /// For servers that are started for the first time; after that nothing is waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration FRESH_MAX = Duration.ofSeconds(60);

    private final Catalog catalog;
    private final Controls controls;
    private final Cursors cursors;
    private final InstantSource clock;

    /// Judged once for each definition, since the same bytes get the same rulings. By what it takes in memory: a
    /// server may change its definitions as often as it likes.
    private final Cache<Offer, Judged> judged = Caffeine.newBuilder()
            .maximumWeight(JUDGED_BYTES_MAX)
            .weigher((Offer offer, Judged _) ->
                    ENTRY_BYTES + 2 * offer.definition().json().memoryBytes())
            .build();

    private sealed interface Judged {
        record Shown(Release definition) implements Judged {}

        record Withheld(Refusal why) implements Judged {}
    }

    public Listing(Catalog catalog, Controls controls, Cursors cursors, InstantSource clock) {
        this.catalog = catalog;
        this.controls = controls;
        this.cursors = cursors;
        this.clock = clock;
    }

    /// Whether names of the servers behind that endpoint are changed there.
    boolean renames(String profile) {
        return catalog.renames(profile);
    }

    /// Whether there is anything of this server at the endpoint that the caller may use now.
    boolean isUsed(Caller caller, String profile, Server server) {
        return catalog.servers(profile).contains(server)
                && Arrays.stream(Offering.values())
                        .flatMap(kind -> catalog.offers(profile, kind).stream())
                        .anyMatch(offer -> offer.server().equals(server) && controls.tells(caller, offer.target()));
    }

    /// The kinds of lists that tell when they change: of templates, that of resources does.
    Set<Offering> kinds(String profile) {
        ServerCapabilities can = catalog.capabilities(profile);
        Set<Offering> kinds = EnumSet.of(Offering.TOOL);
        if (can.can(ServerCapabilities.Able.PROMPTS)) {
            kinds.add(Offering.PROMPT);
        }
        if (can.can(ServerCapabilities.Able.RESOURCES)) {
            kinds.add(Offering.RESOURCE);
        }
        return kinds;
    }

    /// What can be done at the endpoint where this arrived, and how.
    Release greeting(Arrival arrival) {
        catalog.awaitTried(arrival.profile(), PATIENCE);
        List<Release> instructions = new ArrayList<>();
        boolean marks = false;
        for (Server server : catalog.servers(arrival.profile())) {
            instructions(server).ifPresent(instructions::add);
            marks |= !server.trusted();
        }
        return Release.of(
                new Own.Greeting(arrival.version(), catalog.capabilities(arrival.profile()), marks, instructions));
    }

    /// Only of servers that the operator vouches for: hosts put instructions where models obey them.
    private Optional<Release> instructions(Server server) {
        String said = catalog.of(server.name()).map(Offers::instructions).orElse("");
        if (!server.trusted() || said.isBlank() || said.length() > INSTRUCTIONS_MAX) {
            return Optional.empty();
        }
        JsonDocument carried = new JsonWriter()
                .object()
                .member("instructions", said)
                .endObject()
                .document();
        try {
            return Optional.of(controls.release(
                    new Delivery(server, new Answer.Definition(new Content(carried)), new Recipient.Everybody())));
        } catch (Refused refused) {
            return Optional.empty();
        }
    }

    Release page(Arrival arrival, Offering kind) throws Refused {
        catalog.awaitTried(arrival.profile(), PATIENCE);
        String bound = kind + "\n" + arrival.caller().principal().key() + "\n" + arrival.profile();
        Optional<String> after = arrival.request().params().root().get("cursor").isPresent()
                ? Optional.of(cursors.open(cursor(arrival), bound))
                : Optional.empty();
        Duration fresh = fresh(arrival.profile(), kind);
        List<Release> page = new ArrayList<>();
        Optional<String> last = Optional.empty();
        boolean skipping = after.isPresent();
        for (Offer offer : catalog.offers(arrival.profile(), kind)) {
            if (skipping) {
                skipping = !offer.id().equals(after.get());
                continue;
            }
            if (page.size() == PAGE_MAX) {
                return Release.of(new Own.Page(kind, page, last.map(id -> cursors.seal(id, bound)), fresh));
            }
            if (controls.shows(arrival.caller(), offer.target())) {
                if (definition(offer) instanceof Judged.Shown(Release shown)) {
                    page.add(shown);
                }
                last = Optional.of(offer.id());
            }
        }
        if (skipping) {
            throw new Refused(Refusal.of(Reason.MALFORMED, "`cursor` is of a list that has changed; list anew"));
        }
        return Release.of(new Own.Page(kind, page, Optional.empty(), fresh));
    }

    /// No longer than anybody may go without hearing that a policy changed, who does not listen for that.
    private Duration fresh(String profile, Offering kind) {
        Duration fresh = catalog.fresh(profile, kind, clock.instant());
        return fresh.compareTo(FRESH_MAX) < 0 ? fresh : FRESH_MAX;
    }

    private static String cursor(Arrival arrival) throws Refused {
        return arrival.request()
                .params()
                .root()
                .string("cursor")
                .orElseThrow(() -> new Refused(Refusal.of(Reason.MALFORMED, "`cursor` must be a string")));
    }

    /// What no list may show is not called either.
    ///
    /// @throws Refused for the reason for which its definition was refused
    void requireShown(Target target) throws Refused {
        Optional<Offer> offer =
                switch (target) {
                    case Tool tool -> Optional.of(new Offer(tool.definition(), tool));
                    case Prompt prompt -> Optional.of(new Offer(prompt.definition(), prompt));
                    case Resource _ -> Optional.empty();
                };
        if (offer.isPresent() && definition(offer.get()) instanceof Judged.Withheld(Refusal why)) {
            throw new Refused(why);
        }
    }

    /// The one of its kind that this caller sees and that goes by `name` where servers are alone, or where they are
    /// several. Empty where it could be two: a guess helps nobody.
    Optional<String> meant(Arrival arrival, Offering kind, String name) {
        List<Offer> candidates = catalog.offers(arrival.profile(), kind).stream()
                .filter(offer -> offer.definition().name().equals(name)
                        || name.equals(offer.server().name() + "__"
                                + offer.definition().name()))
                .filter(offer ->
                        controls.shows(arrival.caller(), offer.target()) && definition(offer) instanceof Judged.Shown)
                .limit(2)
                .toList();
        return candidates.size() == 1 ? Optional.of(candidates.getFirst().shown()) : Optional.empty();
    }

    /// Whether no list shows it to the caller, and no policy has a reason for that which they are to read.
    boolean hides(Caller caller, Target target) {
        return controls.hides(caller, target);
    }

    /// The server of which this could be, had anything ever been heard of it: only where this caller might use what
    /// goes by that name there.
    Optional<Server> unheard(Arrival arrival, Offering kind, String name) {
        return catalog.imagined(arrival.profile(), kind, name).stream()
                .filter(offer -> controls.shows(arrival.caller(), offer.target()))
                .findFirst()
                .map(Offer::server);
    }

    private Judged definition(Offer offer) {
        return judged.get(offer, this::judge);
    }

    private Judged judge(Offer offer) {
        try {
            JsonDocument json = offer.definition().json();
            JsonEdits edits = new JsonEdits(json)
                    .replaceText(
                            json.root().get(offer.definition().kind().key()).orElseThrow(), offer.shown());
            Names.showApp(edits, json.root(), offer);
            Release release = controls.release(new Delivery(
                    offer.server(),
                    new Answer.Definition(new Content(edits.apply(JsonLimits.EXAMINED))),
                    new Recipient.Everybody()));
            if (release.body() instanceof Release.Body.Judged(Answer definition)) {
                Names.requireShown(offer, definition.content().json().root());
            }
            return new Judged.Shown(release);
        } catch (Refused refused) {
            return withheld(offer, refused.refusal().reason(), refused.refusal().detail());
        } catch (MalformedJson tooLarge) {
            return withheld(offer, Reason.ANSWER_TOO_LARGE, "");
        }
    }

    private static Judged withheld(Offer offer, Reason reason, String detail) {
        LOG.warn("{} is neither listed nor called: a control refused its definition, {}", named(offer), reason.code());
        return new Judged.Withheld(Refusal.of(
                reason,
                "The description of this may not be shown, so it may not be called. Tell an administrator.",
                "definition: " + detail));
    }

    /// URIs of resources can hold content, so no log shows them.
    private static String named(Offer offer) {
        return switch (offer.definition()) {
            case ToolDefinition _ -> offer.id();
            case Description other ->
                other.kind() == Offering.PROMPT
                        ? offer.id()
                        : "a resource of " + offer.server().name();
        };
    }
}

package io.tidegate.gate;

import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Leg;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Target;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// What does this request mean, in the profile where it arrived, and which earlier call does it go on with?
public final class Resolver {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Catalog catalog;
    private final Listing listing;
    private final States states;
    private final Duration deadline;
    private final InstantSource clock;

    /// @param listing tells what a caller may have meant, and no more than it may see
    /// @param deadline for a whole call
    public Resolver(Catalog catalog, Listing listing, States states, Duration deadline, InstantSource clock) {
        this.catalog = catalog;
        this.listing = listing;
        this.states = states;
        this.deadline = deadline;
        this.clock = clock;
    }

    /// What a request names: the place of the name, and what goes by it.
    private record Named(JsonValue name, Target target) {}

    /// The call, with the server's own names.
    ///
    /// @throws Refused if the request is none, names nothing that this profile has, or goes on with no call of its
    /// own
    Call resolve(Arrival arrival) throws Refused {
        JsonValue params = arrival.request().params().root();
        if (params.get("arguments").filter(value -> !value.is(JsonKind.OBJECT)).isPresent()) {
            throw malformed("`params.arguments` must be an object");
        }
        Named named =
                switch (arrival.request().method()) {
                    case Method.TOOLS_CALL -> tool(arrival, name(params, "name"));
                    case Method.PROMPTS_GET -> prompt(arrival, name(params, "name"));
                    case Method.COMPLETE -> completed(arrival, params);
                    default -> resource(arrival, name(params, "uri"));
                };
        Optional<Leg> leg = states.leg(arrival, named.target());
        Content own = own(arrival.request().params(), named, leg);
        return new Call(arrival, named.target(), own, clock.instant().plus(deadline), leg);
    }

    /// A resource that is named in another way than by a request for it.
    ///
    /// @throws Refused if this profile has no server for it
    Target resource(Arrival arrival, String shown) throws Refused {
        if (!Description.isUri(shown)) {
            throw malformed("a resource is named by a URI");
        }
        return catalog.resource(arrival.profile(), shown).orElseThrow(Resolver::noResource);
    }

    private Named tool(Arrival arrival, JsonValue name) throws Refused {
        String shown = name.text();
        Target tool = known(arrival, () -> catalog.tool(arrival.profile(), shown))
                .orElseThrow(() -> unknown(arrival, Offering.TOOL, shown));
        return new Named(name, tool);
    }

    private Named prompt(Arrival arrival, JsonValue name) throws Refused {
        String shown = name.text();
        Target prompt = known(arrival, () -> catalog.prompt(arrival.profile(), shown))
                .orElseThrow(() -> unknown(arrival, Offering.PROMPT, shown));
        return new Named(name, prompt);
    }

    private Named resource(Arrival arrival, JsonValue uri) throws Refused {
        return new Named(uri, resource(arrival, uri.text()));
    }

    private Named completed(Arrival arrival, JsonValue params) throws Refused {
        JsonValue reference = params.get("ref")
                .filter(value -> value.is(JsonKind.OBJECT))
                .orElseThrow(() -> malformed("`params.ref` must be an object"));
        return switch (reference.string("type").orElse("")) {
            case "ref/prompt" -> prompt(arrival, name(reference, "name"));
            case "ref/resource" -> resource(arrival, name(reference, "uri"));
            default -> throw malformed("`params.ref.type` must be `ref/prompt` or `ref/resource`");
        };
    }

    private static JsonValue name(JsonValue object, String member) throws Refused {
        return object.get(member)
                .filter(value -> value.is(JsonKind.STRING))
                .orElseThrow(() -> malformed("`" + member + "` must be a string"));
    }

    /// What nobody knows yet may be of a server that is being started for the first time.
    private <T extends Target> Optional<Target> known(Arrival arrival, Supplier<Optional<T>> look) {
        Optional<T> at = look.get();
        if (at.isEmpty()) {
            catalog.awaitTried(arrival.profile(), PATIENCE);
            at = look.get();
        }
        return at.map(target -> target);
    }

    /// Names change when a second server comes or goes.
    private Refused unknown(Arrival arrival, Offering kind, String asked) {
        boolean tool = kind == Offering.TOOL;
        String hint = listing.meant(arrival, kind, asked)
                .map(shown -> " " + (tool ? "Tools" : "Prompts")
                        + " are named anew when servers are added or removed: did you mean `" + shown + "`?")
                .orElse("");
        return new Refused(
                tool
                        ? Refusal.of(Reason.UNKNOWN_TOOL, "Unknown tool." + hint)
                        : Refusal.of(Reason.UNKNOWN_PROMPT, "Unknown prompt." + hint));
    }

    private static Refused noResource() {
        return new Refused(Refusal.of(
                Reason.UNKNOWN_RESOURCE,
                "Unknown resource: its URI names no server of this endpoint. Use URIs as the list shows them."));
    }

    private static Content own(JsonDocument params, Named named, Optional<Leg> leg) throws Refused {
        Target target = named.target();
        JsonEdits edits = new JsonEdits(params);
        if (!target.shown().equals(target.name())) {
            edits.replaceText(named.name(), target.name());
        }
        leg.ifPresent(known -> withState(edits, params.root(), known.resume()));
        if (edits.isEmpty()) {
            return new Content(params);
        }
        try {
            return new Content(edits.apply(JsonLimits.EXAMINED));
        } catch (MalformedJson tooLarge) {
            throw new Refused(Refusal.of(Reason.TOO_LARGE, "The call is larger than what may pass."));
        }
    }

    /// The server gets back what it gave, to the letter, or nothing where it gave nothing.
    private static void withState(JsonEdits edits, JsonValue params, Resume resume) {
        Optional<String> state =
                switch (resume) {
                    case Resume.Anew(Optional<String> given) -> given;
                    case Resume.Parked _ -> Optional.empty();
                };
        if (state.isPresent()) {
            edits.put(params, "requestState", new JsonWriter().text(state.get()).bytes());
        } else {
            for (JsonValue.Member member : params.members()) {
                if (member.name().says("requestState")) {
                    edits.remove(member.name());
                }
            }
        }
    }

    private static Refused malformed(String what) {
        return new Refused(Refusal.of(Reason.MALFORMED, what));
    }
}

package io.tidegate.gate;

import io.tidegate.call.Arrival;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Server;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ProtocolVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// What does a request mean, in the profile where it arrived: which tool, prompt or resource of which server?
public final class Goals {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Catalog catalog;
    private final Listing listing;
    private final TaskIds tasks;

    /// @param listing tells what a caller may have meant, and no more than it may see
    public Goals(Catalog catalog, Listing listing, TaskIds tasks) {
        this.catalog = catalog;
        this.listing = listing;
        this.tasks = tasks;
    }

    /// What a request names.
    ///
    /// @param name the place in its params where the name stands
    /// @param own what the server calls it: the target's own name, or a task's own id
    record Named(JsonValue name, Target target, String own) {}

    /// @throws Refused if it names nothing that this profile has
    Named named(Arrival arrival) throws Refused {
        JsonValue params = arrival.request().params().root();
        return switch (arrival.request().method()) {
            case Method.TOOLS_CALL -> tool(arrival, name(params, "name"));
            case Method.PROMPTS_GET -> prompt(arrival, name(params, "name"));
            case Method.COMPLETE -> completed(arrival, params);
            case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL, Method.TASKS_RESULT -> {
                requireTasks(arrival);
                yield task(arrival, name(params, "taskId"));
            }
            default -> resource(arrival, name(params, "uri"));
        };
    }

    /// A resource that is named in another way than by a request for it.
    ///
    /// @throws Refused if this profile has no server for it
    Target resource(Arrival arrival, String shown) throws Refused {
        if (!Description.isUri(shown)) {
            throw malformed("a resource is named by a URI");
        }
        Resource named = catalog.resource(arrival.profile(), shown).orElseThrow(Goals::noResource);
        return catalog.spelled(arrival.profile(), named)
                .orElseThrow(() -> malformed("the URI of this resource can be read in different ways: write"
                        + " `file:///path`, without escaped slashes, empty segments, query or fragment, or"
                        + " `scheme://host/path`, without user, escaped slashes or fragment; or as its server lists"
                        + " it"));
    }

    /// In 2025-11-25 whoever began a task may look after it; before, nobody could.
    private static void requireTasks(Arrival arrival) throws Refused {
        boolean stateless = arrival.version().era() == Era.STATELESS;
        if (!stateless && arrival.version() != ProtocolVersion.V2025_11_25) {
            throw new Refused(Refusal.of(Reason.UNKNOWN_METHOD, "There are no tasks in the version of this session."));
        }
        if (stateless && !arrival.caller().capabilities().knows(Capabilities.TASKS)) {
            throw new Refused(Refusal.of(
                            Reason.CAPABILITY_MISSING,
                            "Tasks are looked after by clients that declare `" + Capabilities.TASKS + "` with each"
                                    + " request.",
                            Capabilities.TASKS)
                    .needing(Capabilities.OF_TASKS));
        }
    }

    private Named task(Arrival arrival, JsonValue id) throws Refused {
        TaskIds.Task task = tasks.open(arrival.caller(), arrival.profile(), id.text());
        return new Named(id, task.tool(), task.own());
    }

    private Named tool(Arrival arrival, JsonValue name) throws Refused {
        String shown = name.text();
        Target tool = known(arrival, () -> catalog.tool(arrival.profile(), shown))
                .orElseThrow(() -> unknown(arrival, Offering.TOOL, shown));
        return new Named(name, tool, tool.name());
    }

    private Named prompt(Arrival arrival, JsonValue name) throws Refused {
        String shown = name.text();
        Target prompt = known(arrival, () -> catalog.prompt(arrival.profile(), shown))
                .orElseThrow(() -> unknown(arrival, Offering.PROMPT, shown));
        return new Named(name, prompt, prompt.name());
    }

    private Named resource(Arrival arrival, JsonValue uri) throws Refused {
        Target resource = resource(arrival, uri.text());
        return new Named(uri, resource, resource.name());
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
        Optional<Server> unheard = listing.unheard(arrival, kind, asked);
        if (unheard.isPresent()) {
            return unheard(unheard.get().name());
        }
        boolean tool = kind == Offering.TOOL;
        String hint = listing.meant(arrival, kind, asked)
                .map(shown -> " " + (tool ? "Tools" : "Prompts")
                        + " are named anew when servers are added or removed: did you mean `" + shown + "`?")
                .orElse("");
        return new Refused(
                tool
                        ? Refusal.of(Reason.UNKNOWN_TOOL, "Unknown tool: there is none of that name for you." + hint)
                        : Refusal.of(
                                Reason.UNKNOWN_PROMPT, "Unknown prompt: there is none of that name for you." + hint));
    }

    /// Nothing is known of what it has.
    static Refused unheard(String server) {
        return new Refused(Refusal.of(
                Reason.SERVER_UNAVAILABLE,
                "The server `" + server + "` is not available, and was not since the gateway was started. Nothing was"
                        + " done: try again later.",
                server + ": never heard"));
    }

    /// @throws Refused where the caller is not to know that there is such a thing; it is recorded as what it is
    void veil(Arrival arrival, Target target, Refusal refusal) throws Refused {
        Optional<Offering> kind =
                switch (target) {
                    case Tool _ -> Optional.of(Offering.TOOL);
                    case Prompt _ -> Optional.of(Offering.PROMPT);
                    case Resource _ -> Optional.empty(); // they can be read without a list
                };
        boolean ofTask = Method.isOfTask(arrival.request().method());
        if (kind.isPresent() && !ofTask && listing.hides(arrival.caller(), target)) {
            Refusal told = unknown(arrival, kind.get(), target.shown()).refusal();
            throw new Refused(refusal.with("told as " + told.reason().code()), told);
        }
    }

    private static Refused noResource() {
        return new Refused(Refusal.of(
                Reason.UNKNOWN_RESOURCE,
                "Unknown resource: its URI names no server of this endpoint. Use URIs as the list shows them."));
    }

    private static Refused malformed(String what) {
        return new Refused(Refusal.of(Reason.MALFORMED, what));
    }
}

package io.tidegate.gate;

import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Which tool does this request mean, in the profile where it arrived?
public final class Resolver {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Catalog catalog;
    private final Listing listing;
    private final Duration deadline;
    private final InstantSource clock;

    /// @param listing tells what a caller may have meant, and no more than it may see
    /// @param deadline for a whole call
    public Resolver(Catalog catalog, Listing listing, Duration deadline, InstantSource clock) {
        this.catalog = catalog;
        this.listing = listing;
        this.deadline = deadline;
        this.clock = clock;
    }

    /// The call, with the server's own name for the tool.
    ///
    /// @throws Refused if the request is no tool call, or the profile has no such tool
    Call resolve(Arrival arrival) throws Refused {
        JsonDocument params = arrival.request().params();
        JsonValue name = params.root()
                .get("name")
                .filter(value -> value.is(JsonKind.STRING))
                .orElseThrow(() -> malformed("`params.name` must be the name of a tool"));
        if (params.root()
                .get("arguments")
                .filter(value -> !value.is(JsonKind.OBJECT))
                .isPresent()) {
            throw malformed("`params.arguments` must be an object");
        }
        Tool tool = catalog.resolve(arrival.profile(), name.text())
                .or(() -> onceStarted(arrival.profile(), name.text()))
                .orElseThrow(() -> unknown(arrival, name.text()));
        return new Call(arrival, tool, own(params, name, tool), clock.instant().plus(deadline));
    }

    /// Names of tools change when a second server comes or goes.
    private Refused unknown(Arrival arrival, String asked) {
        String hint = listing.meant(arrival, asked)
                .map(shown -> " Tools are named anew when servers are added or removed: did you mean `" + shown + "`?")
                .orElse("");
        return new Refused(Refusal.of(Reason.UNKNOWN_TOOL, "Unknown tool." + hint));
    }

    /// A tool that nobody knows yet may be one of a server that is being started for the first time.
    private Optional<Tool> onceStarted(String profile, String shown) {
        catalog.awaitTried(profile, PATIENCE);
        return catalog.resolve(profile, shown);
    }

    private static Content own(JsonDocument params, JsonValue name, Tool tool) throws Refused {
        if (tool.shown().equals(tool.name())) {
            return new Content(params);
        }
        try {
            return new Content(
                    new JsonEdits(params).replaceText(name, tool.name()).apply(JsonLimits.EXAMINED));
        } catch (MalformedJson tooLarge) {
            throw new Refused(Refusal.of(Reason.TOO_LARGE, "The call is larger than what may pass."));
        }
    }

    private static Refused malformed(String what) {
        return new Refused(Refusal.of(Reason.MALFORMED, what));
    }
}

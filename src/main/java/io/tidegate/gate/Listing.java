package io.tidegate.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.Content;
import io.tidegate.call.Own;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Tool;
import io.tidegate.control.Controls;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which tools does this caller see? Exactly those that may be called, in pages, each definition judged like a result.
public final class Listing {
    private static final Logger LOG = LoggerFactory.getLogger(Listing.class);
    private static final int PAGE_MAX = 200;
    private static final long JUDGED_BYTES_MAX = 24 << 20;
    private static final int ENTRY_BYTES = 1_000;

    /// For servers that are started for the first time; after that nothing is waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Catalog catalog;
    private final Controls controls;
    private final Cursors cursors;

    /// Judged once for each definition, since the same bytes get the same rulings.
    /// By what it takes in memory: a server may change its definitions as often as it likes.
    private final Cache<Tool, Judged> judged = Caffeine.newBuilder()
            .maximumWeight(JUDGED_BYTES_MAX)
            .weigher((Tool tool, Judged _) ->
                    ENTRY_BYTES + 2 * tool.definition().json().memoryBytes())
            .build();

    private sealed interface Judged {
        record Shown(Release definition) implements Judged {}

        record Withheld(Refusal why) implements Judged {}
    }

    public Listing(Catalog catalog, Controls controls, Cursors cursors) {
        this.catalog = catalog;
        this.controls = controls;
        this.cursors = cursors;
    }

    Release page(Arrival arrival) throws Refused {
        catalog.awaitTried(arrival.profile(), PATIENCE);
        String bound = arrival.caller().principal().key() + "\n" + arrival.profile();
        Optional<String> after = arrival.request().params().root().get("cursor").isPresent()
                ? Optional.of(cursors.open(cursor(arrival), bound))
                : Optional.empty();
        List<Release> page = new ArrayList<>();
        Optional<String> last = Optional.empty();
        boolean skipping = after.isPresent();
        for (Tool tool : catalog.tools(arrival.profile())) {
            if (skipping) {
                skipping = !tool.id().equals(after.get());
                continue;
            }
            if (page.size() == PAGE_MAX) {
                return Release.of(new Own.Tools(page, last.map(id -> cursors.seal(id, bound))));
            }
            if (controls.shows(arrival.caller(), tool)) {
                if (definition(tool) instanceof Judged.Shown(Release shown)) {
                    page.add(shown);
                }
                last = Optional.of(tool.id());
            }
        }
        if (skipping) {
            throw new Refused(Refusal.of(Reason.MALFORMED, "`cursor` is of a list that has changed; list anew"));
        }
        return Release.of(new Own.Tools(page, Optional.empty()));
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
    void requireShown(Tool tool) throws Refused {
        switch (definition(tool)) {
            case Judged.Shown _ -> {}
            case Judged.Withheld(Refusal why) -> throw new Refused(why);
        }
    }

    /// The one tool that this caller sees and that goes by `name` where servers are alone, or where they are several.
    /// Empty where it could be two: a guess helps nobody.
    Optional<String> meant(Arrival arrival, String name) {
        List<Tool> candidates = catalog.tools(arrival.profile()).stream()
                .filter(tool -> tool.name().equals(name) || tool.longName().equals(name))
                .filter(tool -> controls.shows(arrival.caller(), tool) && definition(tool) instanceof Judged.Shown)
                .limit(2)
                .toList();
        return candidates.size() == 1 ? Optional.of(candidates.getFirst().shown()) : Optional.empty();
    }

    private Judged definition(Tool tool) {
        return judged.get(tool, this::judge);
    }

    private Judged judge(Tool tool) {
        try {
            JsonDocument json = tool.definition().json();
            JsonValue name = json.root().get("name").orElseThrow();
            JsonDocument shown =
                    new JsonEdits(json).replaceText(name, tool.shown()).apply(JsonLimits.EXAMINED);
            return new Judged.Shown(
                    controls.release(tool.server(), new Answer.Definition(tool.definition(), new Content(shown))));
        } catch (Refused refused) {
            return withheld(tool, refused.refusal().reason(), refused.refusal().detail());
        } catch (MalformedJson tooLarge) {
            return withheld(tool, Reason.ANSWER_TOO_LARGE, "");
        }
    }

    private static Judged withheld(Tool tool, Reason reason, String detail) {
        LOG.warn("{} is neither listed nor called: a control refused its definition, {}", tool.id(), reason.code());
        return new Judged.Withheld(Refusal.of(
                reason,
                "The description of this tool may not be shown, so it may not be called. Tell an administrator.",
                "definition: " + detail));
    }
}

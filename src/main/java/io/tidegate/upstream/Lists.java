package io.tidegate.upstream;

import io.tidegate.catalog.Offers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ParamHeaders;
import io.tidegate.mcp.ServerCapabilities;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What does one server offer? Asks for its lists, page by page, and only for those that it says it has.
///
/// For the thread that keeps the server.
final class Lists {
    private static final Logger LOG = LoggerFactory.getLogger(Lists.class);
    private static final int PAGES_MAX = 64;
    private static final Duration FRESH_MIN = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(15);

    /// A server that does not say how long its lists may be used, nor tells when they change, is asked so often.
    private static final Duration UNTOLD = Duration.ofMinutes(1);

    /// The same where it says that it tells: it may have no way to, or begin anew with other lists.
    private static final Duration TOLD = Duration.ofMinutes(10);

    /// Tools first: they are what most callers wait for.
    private static final List<Offering> IN_ORDER =
            List.of(Offering.TOOL, Offering.PROMPT, Offering.TEMPLATE, Offering.RESOURCE);

    private final String server;
    private final Duration patience;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Complaints unusable = new Complaints(System::nanoTime);
    private final Map<Offering, Instant> stale = new EnumMap<>(Offering.class);
    private Optional<Instant> greetedUntil = Optional.empty();
    private Optional<ServerCapabilities> able = Optional.empty();
    private final Map<Offering, Instant> until = new EnumMap<>(Offering.class);
    private Shelf shelf = new Shelf();

    /// @param patience for one page
    Lists(String server, Duration patience, InstantSource clock, RandomGenerator random) {
        this.server = server;
        this.patience = patience;
        this.clock = clock;
        this.random = random;
    }

    /// Whether this notification says that a list changed.
    static boolean changed(String notification) {
        return !of(notification).isEmpty();
    }

    /// The lists that this notification says have changed.
    static Set<Offering> of(String notification) {
        Set<Offering> kinds = EnumSet.noneOf(Offering.class);
        for (Offering kind : Offering.values()) {
            if (kind.changed().equals(notification)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /// The lists that are older than their server said they may become.
    Set<Offering> due() {
        Set<Offering> kinds = EnumSet.noneOf(Offering.class);
        if (greetedUntil.filter(until -> !until.isAfter(clock.instant())).isPresent()) {
            kinds.add(Offering.TOOL); // and all, where the server can do something else now
        }
        stale.forEach((kind, when) -> {
            if (!when.isAfter(clock.instant())) {
                kinds.add(kind);
            }
        });
        return kinds;
    }

    /// These could not be asked for now: they are due again a little later.
    void later(Set<Offering> kinds) {
        Instant soon = clock.instant().plus(jittered(LATER));
        kinds.forEach(kind -> stale.put(kind, soon));
        greetedUntil = greetedUntil.map(until -> until.isBefore(soon) ? soon : until);
    }

    /// Forgets all, for a server that begins anew.
    void clear() {
        shelf = new Shelf();
        stale.clear();
        until.clear();
        greetedUntil = Optional.empty();
        able = Optional.empty();
    }

    /// The tools of which some arguments travel as headers as well.
    Map<String, ParamHeaders> annotated() {
        return shelf.annotated();
    }

    /// Asks for these lists anew; what the others said stays.
    Offers renew(Link link, Set<Offering> kinds) throws LinkFailed {
        Greeting greeting = greeting(link);
        boolean other = !Optional.of(greeting.capabilities()).equals(able);
        able = Optional.of(greeting.capabilities());
        long leftOut = 0;
        for (Offering kind : IN_ORDER) {
            if (other || kinds.contains(kind)) {
                leftOut += renew(link, kind, greeting);
            }
        }
        if (leftOut > 0) {
            long entries = leftOut;
            unusable.add(_ -> LOG.warn(
                    "server {} has entries of lists that are left out, unusable, too many, or too large: {}",
                    server,
                    entries));
        }
        Map<Offering, List<Definition>> all = shelf.all();
        all.computeIfPresent(Offering.TOOL, (_, tools) -> Executions.of(tools, link.era(), greeting.capabilities()));
        return new Offers(all, greeting.capabilities(), greeting.instructions(), new Offers.Word.Told(until));
    }

    /// What the server says of itself, asked anew where that is older than it said it may become.
    private Greeting greeting(Link link) throws LinkFailed {
        Instant deadline = clock.instant().plus(patience);
        Greeting said = link.greeting(deadline);
        if (greetedUntil.isPresent() && !greetedUntil.get().isAfter(clock.instant())) {
            Question question = Question.own(Method.DISCOVER, Message.NO_PARAMS, deadline);
            try (Holding _ = question.holding()) {
                Message answer = Step.answer(link.ask(question));
                if (Connector.speaksStateless(answer)) {
                    said = Greeting.of(answer);
                    link.greeted(said);
                }
            }
            greetedUntil = Optional.empty();
        }
        if (greetedUntil.isEmpty()
                && link.era() == Era.STATELESS
                && !said.fresh().isZero()) {
            greetedUntil = Optional.of(clock.instant().plus(jittered(said.fresh())));
        }
        return said;
    }

    /// Returns how many entries were left out. A list that the server fails to tell stays as it was.
    private long renew(Link link, Offering kind, Greeting greeting) throws LinkFailed {
        until.remove(kind);
        stale.put(kind, clock.instant().plus(jittered(greeting.tellsChanges() ? TOLD : UNTOLD)));
        if (!greeting.capabilities().lists(kind)) {
            shelf.clear(kind);
            return 0;
        }
        Shelf.Filling list = shelf.fill(kind);
        Instant asked = clock.instant();
        Optional<JsonValue> cursor = Optional.empty();
        Duration fresh = Greeting.FRESH_MAX;
        for (int page = 0; page < PAGES_MAX && !list.isFull(); page++) {
            JsonDocument params = cursor.map(Lists::from).orElse(Message.NO_PARAMS);
            Question question =
                    Question.own(kind.method(), params, clock.instant().plus(patience));
            try (Holding _ = question.holding()) {
                if (!(Step.answer(link.ask(question)) instanceof Message.Result result)) {
                    return 0;
                }
                JsonValue said = result.result().root();
                said.get(kind.member())
                        .map(JsonValue::elements)
                        .orElse(List.of())
                        .forEach(list::add);
                fresh = shorter(fresh, fresh(said, link.era()));
                cursor = said.get("nextCursor").filter(value -> value.is(JsonKind.STRING));
            }
            if (cursor.isEmpty()) {
                break;
            }
        }
        list.put();
        if (!fresh.isZero()) {
            until.put(kind, asked.plus(fresh));
            stale.put(kind, clock.instant().plus(jittered(fresh)));
        }
        return list.leftOut();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// How long the page may be used (MCP 2026-07-28, Caching); zero where the server does not say, as none of the
    /// older era can.
    private static Duration fresh(JsonValue page, Era era) {
        return era == Era.STATELESS ? Greeting.fresh(page) : Duration.ZERO;
    }

    /// A little later than that, and never at once, so that many gateways don't ask in step.
    private Duration jittered(Duration fresh) {
        double millis = Math.max(fresh.toMillis(), FRESH_MIN.toMillis());
        return Duration.ofMillis((long) (millis * (1 + random.nextDouble() / 8)));
    }

    private static JsonDocument from(JsonValue cursor) {
        return new JsonWriter()
                .object()
                .name("cursor")
                .value(cursor)
                .endObject()
                .document();
    }
}

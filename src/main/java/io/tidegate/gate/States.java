package io.tidegate.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.CallId;
import io.tidegate.call.Leg;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.catalog.Target;
import io.tidegate.crypto.Digest;
import io.tidegate.crypto.SealBroken;
import io.tidegate.identity.Principal;
import io.tidegate.json.Canonical;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/// What a client holds while it looks for the input that a call waits for: a sealed `requestState` (MCP 2026-07-28,
/// multi round-trip requests).
///
/// It is of use to the caller that got it, for the very request that it came with, until it expires. It holds the
/// server's own state, which the client never sees. It can be used more than once, as the specification allows: a
/// parked call is gone after the first time, and a server that remembers nothing decides for itself.
public final class States {
    private static final String CONTEXT = "state\n";
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int LENGTH_MAX = 64 << 10;
    private static final int PARTS = 6;
    /// What begins what is kept at one node alone: what is agreed to, parked, asked.
    private static final String AT_ONE_NODE = "kqc";
    private static final int DIGEST = 64;
    private static final int TIME = 16;
    private static final int USED_MAX = 100_000;

    private final Seals seals;
    private final InstantSource clock;
    private final OpenQuestions open;
    private final Instant since;
    private final Cache<String, Leg.Use> used = Caffeine.newBuilder()
            .maximumSize(USED_MAX)
            .expireAfterWrite(LIFETIME)
            .build();

    public States(Seals seals, InstantSource clock) {
        this.seals = seals;
        this.clock = clock;
        this.open = new OpenQuestions(clock);
        this.since = clock.instant();
    }

    Seals seals() {
        return seals;
    }

    /// What people were asked before a call, by states like these.
    OpenQuestions open() {
        return open;
    }

    /// The state with which the next leg of this call is known.
    ///
    /// @throws Refused if the call has had too many, or the server's own state is too long
    String seal(Call call, Resume resume) throws Refused {
        int round = call.leg().map(Leg::round).orElse(0) + 1;
        if (round > Leg.ROUNDS_MAX) {
            throw new Refused(Refusal.of(
                    Reason.ANSWER_MALFORMED, "The server asks for input again and again, so the call was ended."));
        }
        CallId first = call.leg().map(Leg::first).orElse(call.id());
        Instant until = call.leg().map(Leg::until).orElse(clock.instant().plus(LIFETIME));
        String kept = kept(resume);
        Optional<Digest> agreed = call.leg().flatMap(Leg::agreed);
        if (agreed.isPresent()) {
            String now = HexFormat.of().toHexDigits(clock.millis());
            kept = "k" + here(agreed.get().hex() + now + kept);
        }
        String plain = String.join(
                "\n",
                first.text(),
                Integer.toString(round),
                Long.toString(until.toEpochMilli()),
                call.target().id(),
                asked(call.arrival()),
                kept);
        String state = seals.aead()
                .sealText(
                        plain,
                        associated(call.caller().principal(), call.arrival().profile()));
        if (state.length() > LENGTH_MAX) {
            throw new Refused(
                    Refusal.of(Reason.ANSWER_TOO_LARGE, "The server's `requestState` is larger than what may pass."));
        }
        return state;
    }

    private String kept(Resume resume) {
        return switch (resume) {
            case Resume.Anew(Optional<String> state) ->
                state.map(text -> "s" + text).orElse("n");
            case Resume.Parked(String name) ->
                seals.node().map(_ -> "q" + here(name)).orElse("p" + name);
            case Resume.Confirmed(String name) -> "c" + here(name);
        };
    }

    /// With the node at which it lives.
    private String here(String kept) {
        return seals.node().orElse("") + "\n" + kept;
    }

    /// Where this request goes on with an earlier one; empty where it claims no such thing.
    ///
    /// @throws Refused if its state is another caller's, of another request, too old, or none of ours
    Optional<Leg> leg(Arrival arrival, Target target) throws Refused {
        Optional<JsonValue> claimed = arrival.request().params().root().get("requestState");
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        if (!claimed.get().is(JsonKind.STRING)) {
            throw unknown("it must be a string");
        }
        Principal principal = arrival.caller().principal();
        String[] parts =
                opened(principal, arrival.profile(), claimed.get().text()).split("\n", PARTS);
        Instant until = Instant.ofEpochMilli(Long.parseLong(parts[2]));
        if (!parts[3].equals(target.id()) || !parts[4].equals(asked(arrival))) {
            throw unknown("it belongs to another request; a call that goes on keeps its parameters");
        }
        if (until.isBefore(clock.instant())) {
            throw unknown("it has expired");
        }
        int round = Integer.parseInt(parts[1]);
        boolean agreed = parts[5].charAt(0) == 'k';
        String kept = agreed ? fromHere(parts[5].substring(1)) : parts[5];
        if (agreed && given(kept).isBefore(since)) {
            throw unknown("the gateway was started anew since you agreed, and knows no more what was done");
        }
        return Optional.of(new Leg(
                new CallId(parts[0]),
                round,
                until,
                resume(agreed ? kept.substring(DIGEST + TIME) : kept),
                use(claimed.get().text()),
                agreed ? Optional.of(Digest.stored(HexFormat.of().parseHex(kept, 0, DIGEST))) : Optional.empty()));
    }

    /// When the state was given out. Which were used is forgotten with the process.
    private static Instant given(String agreed) {
        return Instant.ofEpochMilli(HexFormat.fromHexDigitsToLong(agreed, DIGEST, DIGEST + TIME));
    }

    /// Beyond what is remembered, an old state counts as unused again; each use until then was counted.
    private Leg.Use use(String state) {
        String name = Digest.of(state.getBytes(StandardCharsets.UTF_8)).hex();
        return used.asMap().putIfAbsent(name, Leg.Use.AGAIN) == null ? Leg.Use.FIRST : Leg.Use.AGAIN;
    }

    /// The node at which the call waits that this request goes on with, where that is another one than this.
    Optional<String> elsewhere(Principal principal, String profile, Message.Request request) {
        Optional<JsonValue> claimed =
                request.params().root().get("requestState").filter(state -> state.is(JsonKind.STRING));
        if (claimed.isEmpty() || seals.node().isEmpty()) {
            return Optional.empty();
        }
        try {
            String kept = opened(principal, profile, claimed.get().text()).split("\n", PARTS)[PARTS - 1];
            return AT_ONE_NODE.indexOf(kept.charAt(0)) >= 0
                    ? Optional.of(kept.substring(1).split("\n", 2)[0])
                            .filter(node -> !node.isEmpty() && !seals.isHere(node))
                    : Optional.empty();
        } catch (Refused foreign) {
            return Optional.empty(); // it is refused when it is a call
        }
    }

    /// What lives at another node that could not be asked.
    static Refused away(String what, String node) {
        return new Refused(Refusal.of(
                Reason.NODE_UNAVAILABLE,
                what + " lives at node `" + node + "` of this gateway, which can't be reached from here now. Try again"
                        + " later, or call anew.",
                node));
    }

    private String opened(Principal principal, String profile, String state) throws Refused {
        try {
            if (state.length() > LENGTH_MAX) {
                throw unknown("it is too long");
            }
            return seals.aead().openText(state, associated(principal, profile));
        } catch (SealBroken foreign) {
            throw unknown("it is not one that you were given");
        }
    }

    private Resume resume(String kept) throws Refused {
        String value = kept.substring(1);
        return switch (kept.charAt(0)) {
            case 'p' -> new Resume.Parked(value);
            case 'q' -> new Resume.Parked(fromHere(value));
            case 'c' -> new Resume.Confirmed(fromHere(value));
            case 's' -> new Resume.Anew(Optional.of(value));
            default -> new Resume.Anew(Optional.empty());
        };
    }

    private String fromHere(String kept) throws Refused {
        String[] place = kept.split("\n", 2);
        if (!place[0].equals(seals.node().orElse(""))) {
            throw away("This call", place[0]);
        }
        return place[1];
    }

    private static Refused unknown(String why) {
        return new Refused(Refusal.of(Reason.STATE_UNKNOWN, "`requestState` can't be used: " + why + ". Call anew."));
    }

    private static String asked(Arrival arrival) {
        byte[] params = Canonical.of(arrival.request().params().root(), Call.OF_THE_LEG);
        return arrival.request().method() + " " + Digest.of(params).hex();
    }

    private static byte[] associated(Principal principal, String profile) {
        String owner = principal.key() + "\n" + profile;
        return (CONTEXT + owner).getBytes(StandardCharsets.UTF_8);
    }
}

package io.tidegate.gate;

import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Leg;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.call.Ruling;
import io.tidegate.call.Rulings;
import io.tidegate.call.Verdict;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Which call does this request make, by the server's own names, and which earlier call does it go on with?
public final class Resolver {
    /// As long as a client may take for what a server asks of it.
    private static final Duration TASK_WAIT = Duration.ofMinutes(9);

    private final Goals goals;
    private final States states;
    private final Duration deadline;
    private final InstantSource clock;

    /// @param deadline for a whole call
    public Resolver(Goals goals, States states, Duration deadline, InstantSource clock) {
        this.goals = goals;
        this.states = states;
        this.deadline = deadline;
        this.clock = clock;
    }

    /// The call, with the server's own names.
    ///
    /// @throws Refused if the request is none, names nothing that this profile has, or goes on with no call of its
    /// own
    Call resolve(Arrival arrival) throws Refused {
        JsonValue params = arrival.request().params().root();
        if (params.get("arguments").filter(value -> !value.is(JsonKind.OBJECT)).isPresent()) {
            throw new Refused(Refusal.of(Reason.MALFORMED, "`params.arguments` must be an object"));
        }
        Goals.Named named = goals.named(arrival);
        try {
            return call(arrival, named);
        } catch (Refused refused) {
            goals.veil(arrival, named.target(), refused.refusal());
            throw refused;
        }
    }

    private Call call(Arrival arrival, Goals.Named named) throws Refused {
        Optional<Leg> leg = states.leg(arrival, named.target());
        Content own = own(arrival.request().params(), named, leg);
        // Whoever asks for a task's result wants to wait until there is one.
        boolean waits = arrival.request().method().equals(Method.TASKS_RESULT) && deadline.compareTo(TASK_WAIT) < 0;
        Instant until = clock.instant().plus(waits ? TASK_WAIT : deadline);
        return new Call(arrival, named.target(), own, until, leg);
    }

    /// Refuses a call that is refused anyway in the words for what is not there, where no list shows its tool or prompt
    /// to the caller: whoever guesses names learns of none.
    void veil(Call call, Rulings before) throws Refused {
        Optional<Refusal> refusal = before.refusal()
                .map(Ruling::verdict)
                .flatMap(verdict ->
                        verdict instanceof Verdict.Refuse refused ? Optional.of(refused.refusal()) : Optional.empty());
        if (refusal.isPresent()) {
            goals.veil(call.arrival(), call.target(), refusal.get());
        }
    }

    private static Content own(JsonDocument params, Goals.Named named, Optional<Leg> leg) throws Refused {
        JsonEdits edits = new JsonEdits(params);
        if (!named.name().says(named.own())) {
            edits.replaceText(named.name(), named.own());
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
                    case Resume.Parked _, Resume.Confirmed _ -> Optional.empty();
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
}

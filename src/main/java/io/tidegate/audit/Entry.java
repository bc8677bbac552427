package io.tidegate.audit;

import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.GateBroken;
import io.tidegate.call.Recorded;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Ruling;
import io.tidegate.call.Rulings;
import io.tidegate.json.JsonWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One arrival's place in the trail: opened before anything happens, sealed with what was decided.
///
/// Content never stands in it in clear: arguments are sealed under the caller's key, and so are answers that a policy
/// wants kept; others are only measured.
public final class Entry {
    private static final int SEALED_BYTES_MAX = 64 << 10;
    private static final int MAC_BYTES = 16;
    private static final int RECORD_BYTES = 2_048; // most records

    private final CallTrail trail;
    private final Arrival arrival;
    private final long begun;
    private final List<Ruling> rulings = new ArrayList<>();
    private @Nullable Call call;
    private @Nullable Content answer;
    private long sent;
    private long answered;
    private int notices;
    private boolean kept;
    private boolean intended;
    private boolean sealed;

    Entry(CallTrail trail, Arrival arrival, long begun) {
        this.trail = trail;
        this.arrival = arrival;
        this.begun = begun;
    }

    /// Notes which call it is, before anything was ruled.
    public Call means(Call resolved) {
        call = resolved;
        return resolved;
    }

    /// Whether it is known what the call means.
    public boolean isOfCall() {
        return call != null;
    }

    /// Notes what was ruled before the call.
    public Rulings ruled(Call judged, Rulings before) {
        call = judged.carrying(before.leaving());
        kept = before.terms().kept();
        rulings.addAll(before.rulings());
        return before;
    }

    /// Notes what was ruled about the answer.
    public Rulings ruled(Rulings after) {
        answered = trail.nanos();
        answer = after.leaving();
        rulings.addAll(after.rulings());
        return after;
    }

    /// Notes that the server said something before it answered; only how often is recorded.
    public void noticed() {
        notices++;
    }

    /// The receipt without which nothing is sent: the record of intent, on disk.
    public Recorded intent() {
        return deadline -> {
            long sequence = trail.append(RecordKind.INTENT, written(Optional.empty(), "intent"));
            intended = true;
            try {
                trail.trail().awaitDurable(sequence, deadline);
            } catch (TrailUnavailable over) {
                throw CallTrail.unavailable();
            }
            sent = trail.nanos();
        };
    }

    /// Records the decision. What is returned may leave: the release itself, or a refusal where it can't be recorded.
    public Release seal(Release release) {
        if (sealed) {
            throw new GateBroken("an entry is sealed once");
        }
        sealed = true;
        Optional<Refusal> refused = release.body() instanceof Release.Body.Denied(Refusal refusal, var _)
                ? Optional.of(refusal)
                : Optional.empty();
        try {
            trail.append(RecordKind.SEALED, written(refused, refused.isPresent() ? "refused" : "released"));
        } catch (Refused unrecorded) {
            traced(Optional.of(unrecorded.refusal()));
            return Release.of(unrecorded.refusal(), arrival.id());
        }
        trail.listener().sealed(summary(refused));
        traced(refused);
        return release;
    }

    private void traced(Optional<Refusal> refused) {
        arrival.trace().ended(Optional.ofNullable(call).map(Call::target), refused.map(Refusal::reason));
    }

    private TrailListener.Sealed summary(Optional<Refusal> refused) {
        long now = trail.nanos();
        long atServer = sent == 0 ? 0 : (answered == 0 ? now : answered) - sent;
        Call known = call;
        return new TrailListener.Sealed(
                arrival.id().text(),
                EntryFields.method(arrival),
                known == null ? "" : EntryFields.id(known.target()),
                refused.map(Refusal::reason),
                List.copyOf(rulings),
                Duration.ofNanos(now - begun),
                Duration.ofNanos(atServer));
    }

    private byte[] written(Optional<Refusal> refused, String decision) {
        JsonWriter out = new JsonWriter(RECORD_BYTES)
                .object()
                .member("call", arrival.id().text())
                .member("at", arrival.at().toString());
        EntryFields.caller(out, arrival);
        EntryFields.request(out, arrival);
        Call known = call;
        if (known != null) {
            EntryFields.target(out, known.target());
            known.leg().ifPresent(leg -> EntryFields.leg(out, leg));
            // What was sent stands in the record of intent, once.
            if (!intended) {
                arguments(out, known.params());
            }
        }
        out.member("decision", decision);
        refused.ifPresent(refusal -> EntryFields.refusal(out, refusal));
        Content judged = answer;
        if (judged != null) {
            out.name("answer").object();
            measured(out, judged);
            if (kept) {
                sealed(out, judged);
            }
            out.endObject();
        }
        if (notices > 0) {
            out.member("notices", notices);
        }
        if (!decision.equals("intent")) {
            if (known != null) {
                EntryFields.counted(out, known.target());
            }
            EntryFields.rulings(out, rulings);
            out.member("micros", (trail.nanos() - begun) / 1_000);
        }
        return out.endObject().bytes();
    }

    private void arguments(JsonWriter out, Content content) {
        out.name("arguments").object();
        measured(out, content);
        sealed(out, content);
        out.endObject();
    }

    private void sealed(JsonWriter out, Content content) {
        if (content.bytes() <= SEALED_BYTES_MAX) {
            String subject = arrival.caller().principal().key();
            out.member("subject", subject)
                    .name("sealed")
                    .base64(trail.sealing().seal(subject, content.json().bytes()));
        }
    }

    private JsonWriter measured(JsonWriter out, Content content) {
        byte[] mac = trail.digests().of(content.digest().bytes());
        return out.member("bytes", content.bytes()).member("mac", HexFormat.of().formatHex(mac, 0, MAC_BYTES));
    }
}

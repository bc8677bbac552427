package io.tidegate.gate;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Leg;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Resume;
import io.tidegate.call.Ruling;
import io.tidegate.call.Rulings;
import io.tidegate.call.Verdict;
import io.tidegate.crypto.Digest;
import io.tidegate.detect.Tally;
import io.tidegate.json.Canonical;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Has the person who calls agreed to this very call, where a policy demands it? They are asked by their client (MCP,
/// elicitation in form mode), and shown what would be sent.
///
/// What they agree to is made once. Whether it was the person who answered is the client's affair: who may not trust it
/// demands approval by somebody else.
final class Confirming {
    private static final String KEY = "tidegate-confirm";
    private static final String AGREED = "agreed";
    private static final Set<String> MAY_ASK = Set.of(Method.TOOLS_CALL, Method.PROMPTS_GET, Method.RESOURCES_READ);
    /// More than that nobody reads, and what is not read is not agreed to.
    private static final int SHOWN_MAX = 4_000;

    private final OpenQuestions open;
    private final States states;

    Confirming(OpenQuestions open, States states) {
        this.open = open;
        this.states = states;
    }

    /// The call as its server is to have it: with what the person agreed to, where this leg says that they did.
    ///
    /// @throws Refused if they did not, or if what they agreed to was made already
    Call settled(Call call) throws Refused {
        Optional<Leg> leg = call.leg();
        if (leg.isEmpty()) {
            return call;
        }
        if (leg.get().agreed().isPresent() && leg.get().use() == Leg.Use.AGAIN) {
            throw used();
        }
        if (!(leg.get().resume() instanceof Resume.Confirmed(String name))) {
            return call;
        }
        Digest asked = open.take(name, call.caller().principal().key()).orElseThrow(Confirming::used);
        Optional<JsonValue> answer =
                call.params().json().root().get("inputResponses").flatMap(all -> all.get(KEY));
        if (answer.filter(Confirming::agrees).isEmpty()) {
            throw new Refused(Refusal.of(
                    Reason.NOT_CONFIRMED,
                    "The person was asked and did not agree, so nothing was done. Do not ask again for the same."));
        }
        return call.withoutInput().agreed(asked);
    }

    private static boolean agrees(JsonValue answer) {
        return answer.string("action").filter("accept"::equals).isPresent()
                && answer.get("content")
                        .flatMap(content -> content.get(AGREED))
                        .filter(value -> value.json().equals("true"))
                        .isPresent();
    }

    private static Refused used() {
        return new Refused(Refusal.of(
                Reason.STATE_UNKNOWN,
                "`requestState` can't be used: the person agreed to one call, which was made, or was asked too long ago."
                        + " Call anew."));
    }

    /// What the person is asked before this call may be made; empty where there is nothing to ask, or where it is
    /// refused in any case.
    ///
    /// @throws Refused if they can't be asked
    Optional<Release> question(Call call, Rulings before) throws Refused {
        boolean asks = before.refusal().isEmpty()
                && before.terms().confirmed()
                && !call.isAgreed(before.leaving())
                && MAY_ASK.contains(call.method());
        if (!asks) {
            return Optional.empty();
        }
        if (!call.caller().capabilities().can(Asked.ELICITATION_FORM)) {
            Capabilities missing = new Capabilities(Set.of(Asked.ELICITATION_FORM), Capabilities.NONE.extensions());
            throw new Refused(needed("your client can't ask: it does not declare `elicitation`", "no elicitation")
                    .needing(missing));
        }
        if (before.rulings().stream().anyMatch(Confirming::restores)) {
            throw new Refused(needed("what its tokens stand for may not be shown to them", "tokens"));
        }
        String shown = Visible.json(Canonical.of(before.leaving().json().root(), Call.OF_THE_LEG));
        if (shown.length() > SHOWN_MAX) {
            throw new Refused(needed("it is too long to be shown to them", shown.length() + " characters"));
        }
        String name = open.ask(call.caller().principal().key(), call.substance(before.leaving()))
                .orElseThrow(() -> new Refused(Refusal.of(
                        Reason.BUSY, "Too many questions wait for an answer. Answer some, then call anew.")));
        Resume resume = new Resume.Confirmed(name);
        Answer.InputRequired asked = new Answer.InputRequired(new Content(asked(call, shown)), resume);
        Release release = Release.confirming(asked, states.seal(call, resume));
        call.arrival().holding().reached(); // it goes on with what it paid for
        return Optional.of(release);
    }

    /// A person who is asked is shown what will be sent, by the client, which is to have the token only.
    private static boolean restores(Ruling ruling) {
        return ruling.verdict() instanceof Verdict.Mend(Content _, List<Note> notes)
                && notes.stream().map(Note::what).anyMatch(Tally::isRestored);
    }

    private static Refusal needed(String why, String detail) {
        return Refusal.of(
                Reason.CONFIRMATION_NEEDED,
                "Refused by your organisation's policy: the person has to agree to this call first, and " + why + ".",
                detail);
    }

    private static JsonDocument asked(Call call, String shown) {
        String message = "Shall this be done at `" + call.target().server().name() + "`?\n```\n" + call.method() + "\n"
                + shown + "\n```";
        return new JsonWriter()
                .object()
                .name("inputRequests")
                .object()
                .name(KEY)
                .object()
                .member("method", Method.ELICIT)
                .name("params")
                .object()
                .member("mode", "form")
                .member("message", message)
                .name("requestedSchema")
                .object()
                .member("type", "object")
                .name("properties")
                .object()
                .name(AGREED)
                .object()
                .member("type", "boolean")
                .member("title", "Yes, do this")
                .member("default", false)
                .endObject()
                .endObject()
                .name("required")
                .array()
                .text(AGREED)
                .endArray()
                .endObject()
                .endObject()
                .endObject()
                .endObject()
                .endObject()
                .document();
    }

    /// Ends what waits for an answer that will not come.
    void giveUp(Resume resume) {
        if (resume instanceof Resume.Confirmed(String name)) {
            open.forget(name);
        }
    }
}

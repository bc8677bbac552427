package io.tidegate.control;

import io.tidegate.call.Answer;
import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Recipient;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.policy.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// May what came back go to this client, by the policies about `release`? They go by its labels, and by where the model
/// runs that will read it. Everything that leaves has a label, which is recorded.
///
/// Definitions are not asked about: they hold no data of anybody's, and lists have been decided about.
final class ReleasePolicy implements AfterControl {
    private static final String FOUND = "alert";

    private final PolicyQuestions questions;

    ReleasePolicy(PolicyQuestions questions) {
        this.questions = questions;
    }

    @Override
    public ControlId id() {
        return ControlId.RELEASE_POLICY;
    }

    @Override
    public Verdict judge(Delivery delivery) {
        return switch (delivery.to()) {
            case Recipient.Everybody _ -> Verdict.PASS;
            case Recipient.Asker(var call) -> ruled(PolicyQuestions.Asked.of(call), delivery);
            case Recipient.Listener listener ->
                ruled(
                        new PolicyQuestions.Asked(
                                listener.caller(),
                                Optional.of(listener.profile()),
                                listener.about(),
                                Optional.empty(),
                                Instant.MAX),
                        delivery);
        };
    }

    private Verdict ruled(PolicyQuestions.Asked asked, Delivery delivery) {
        Set<String> labels = new TreeSet<>(TargetFacts.labels(asked.target()));
        for (Note note : delivery.noted()) {
            if (note.what().equals(FOUND)) {
                labels.add("data:" + note.kind());
            }
        }
        if (labels.isEmpty()) {
            labels.add("unlabelled");
        }
        PolicyQuestions.Answered answered = questions.released(asked, labels);
        Decision decision = answered.decision();
        List<Note> notes = new ArrayList<>();
        labels.forEach(label -> notes.add(new Note("label", label, 1)));
        notes.addAll(answered.notes());
        if (!decision.allowed()) {
            String done =
                    switch (delivery.answer()) {
                        case Answer.Result _, Answer.Failure _, Answer.TaskBegun _ ->
                            "The call was made, and what came back may not be shown here";
                        case Answer.InputRequired _, Answer.Notice _, Answer.Definition _ ->
                            "What the server says may not be shown here";
                    };
            Refusal refusal = Refusal.of(
                    Reason.RELEASE_NOT_ALLOWED,
                    done + ", by your organisation's policy" + decision.words() + ". Do not repeat it.",
                    decision.describe() + "; labels: " + String.join(", ", labels));
            return new Verdict.Refuse(refusal, notes);
        }
        return new Verdict.Pass(notes);
    }
}

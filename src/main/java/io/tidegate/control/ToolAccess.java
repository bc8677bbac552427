package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.ControlId;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Target;
import io.tidegate.mcp.Method;
import io.tidegate.policy.Action;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Obligation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// May this caller call this tool with these arguments, get this prompt, read this resource, by the policies?
///
/// Lists ask the same policies, so they show what may be called. It judges the arguments that will be sent, so it comes
/// after what mends them.
final class ToolAccess implements BeforeControl {
    private final PolicyQuestions questions;

    ToolAccess(PolicyQuestions questions) {
        this.questions = questions;
    }

    @Override
    public ControlId id() {
        return ControlId.TOOL_ACCESS;
    }

    @Override
    public Verdict judge(Call call) {
        // The call that began a task was judged with its arguments; what is asked of the task has none.
        boolean ofTask = Method.isOfTask(call.method());
        PolicyQuestions.Answered answered =
                questions.answer(action(call), PolicyQuestions.Asked.of(call), "allowed-by");
        Decision decision = answered.decision();
        String user = call.caller().principal().id();
        if (!decision.allowed()) {
            return refuse(Reason.TOOL_NOT_ALLOWED, answered, user, call.target());
        }
        if (!ofTask && decision.obligations().contains(Obligation.APPROVAL)) {
            return refuse(Reason.APPROVAL_NEEDED, answered, user, call.target());
        }
        return new Verdict.Pass(notes(answered), AnswerTerms.of(decision));
    }

    /// What a client answers to a task goes to the server like an argument.
    private static Action action(Call call) {
        if (!Method.isOfTask(call.method())) {
            return Action.CALL;
        }
        return call.params().json().root().get("inputResponses").isPresent() ? Action.GO_ON : Action.LIST;
    }

    private static List<Note> notes(PolicyQuestions.Answered answered) {
        List<Note> notes = new ArrayList<>(answered.notes());
        answered.decision().obligations().stream()
                .map(Obligation::describe)
                .sorted()
                .forEach(obligation -> notes.add(new Note("obliged", obligation, 1)));
        return notes;
    }

    /// Whether a list shows the tool to the caller.
    boolean shows(Caller caller, Target target) {
        return listed(caller, target).allowed();
    }

    /// Whether nothing tells the caller that it is there. What can't be decided is told: somebody has to mend it.
    boolean hides(Caller caller, Target target) {
        Decision decision = listed(caller, target);
        return switch (decision.answer()) {
            case FORBIDDEN, NOT_PERMITTED -> decision.words().isEmpty();
            case ALLOWED, NOT_DECIDABLE -> false;
        };
    }

    private Decision listed(Caller caller, Target target) {
        return questions.listed(
                new PolicyQuestions.Asked(caller, Optional.empty(), target, Optional.empty(), Instant.MAX));
    }

    private Verdict refuse(Reason reason, PolicyQuestions.Answered answered, String user, Target target) {
        Decision decision = answered.decision();
        String told = "Refused by your organisation's policy: " + decision.sentence(user, target.shown())
                + ". Do not retry with other arguments.";
        return new Verdict.Refuse(
                Refusal.of(reason, told, decision.describe() + "; policies " + questions.version()), answered.notes());
    }
}

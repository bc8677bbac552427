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
import java.util.Set;

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
        Decision decision =
                questions.decide(ofTask ? Action.LIST : Action.CALL, PolicyQuestions.Asked.of(call), Set.of());
        String user = call.caller().principal().id();
        if (!decision.allowed()) {
            return refuse(Reason.TOOL_NOT_ALLOWED, decision, user, call.target());
        }
        if (!ofTask && decision.obligations().contains(Obligation.APPROVAL)) {
            return refuse(Reason.APPROVAL_NEEDED, decision, user, call.target());
        }
        return new Verdict.Pass(
                notes(decision), ofTask ? AnswerTerms.of(decision).unconfirmed() : AnswerTerms.of(decision));
    }

    private List<Note> notes(Decision decision) {
        List<Note> notes = new ArrayList<>();
        decision.determining().forEach(policy -> notes.add(new Note("allowed-by", policy.describe(), 1)));
        notes.add(new Note("policies", questions.version(), 1));
        decision.obligations().stream()
                .map(Obligation::describe)
                .sorted()
                .forEach(obligation -> notes.add(new Note("obliged", obligation, 1)));
        return notes;
    }

    /// Whether a list shows the tool to the caller.
    boolean shows(Caller caller, Target target) {
        PolicyQuestions.Asked asked =
                new PolicyQuestions.Asked(caller, Optional.empty(), target, Optional.empty(), Instant.MAX);
        return questions.decide(Action.LIST, asked, Set.of()).allowed();
    }

    private Verdict refuse(Reason reason, Decision decision, String user, Target target) {
        String told = "Refused by your organisation's policy: " + decision.sentence(user, target.shown())
                + ". Do not retry with other arguments.";
        return new Verdict.Refuse(Refusal.of(reason, told, decision.describe() + "; policies " + questions.version()));
    }
}

package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.ControlId;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonKind;
import io.tidegate.policy.Action;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Known;
import io.tidegate.policy.Obligation;
import io.tidegate.policy.Policies;
import io.tidegate.policy.PolicyRef;
import io.tidegate.policy.Question;
import io.tidegate.policy.ToolFacts;
import java.time.InstantSource;
import java.util.Optional;

/// May this caller call this tool with these arguments, by the policies?
///
/// Lists ask the same policies, so they show what may be called. It judges the arguments that will be sent, so it comes
/// after what mends them.
final class ToolAccess implements BeforeControl {
    private final Policies policies;
    private final InstantSource clock;

    ToolAccess(Policies policies, InstantSource clock) {
        this.policies = policies;
        this.clock = clock;
    }

    @Override
    public ControlId id() {
        return ControlId.TOOL_ACCESS;
    }

    @Override
    public Verdict judge(Call call) {
        Decision decision = decide(
                Action.CALL,
                call.caller(),
                call.tool(),
                Optional.of(call.arguments().json()));
        String user = call.caller().principal().id();
        if (!decision.allowed()) {
            return refuse(Reason.TOOL_NOT_ALLOWED, decision, user, call.tool());
        }
        if (decision.obligations().contains(Obligation.APPROVAL)) {
            return refuse(Reason.APPROVAL_NEEDED, decision, user, call.tool());
        }
        return new Verdict.Pass(decision.determining().stream()
                .map(PolicyRef::describe)
                .map(policy -> new Note("allowed-by", policy, 1))
                .toList());
    }

    /// Whether a list shows the tool to the caller.
    boolean shows(Caller caller, Tool tool) {
        return decide(Action.LIST, caller, tool, Optional.empty()).allowed();
    }

    private Decision decide(Action action, Caller caller, Tool tool, Optional<String> arguments) {
        Circumstances circumstances = new Circumstances(
                clock.instant(),
                Optional.of(caller.source()),
                Optional.of(caller.client().name()));
        return policies.decide(new Question(caller.principal(), action, facts(tool), arguments, circumstances));
    }

    /// By the server's own word, which is all that is known of a tool so far; what it doesn't say counts as dangerous.
    private static ToolFacts facts(Tool tool) {
        return new ToolFacts(
                tool.server().name(),
                tool.name(),
                hint(tool, "readOnlyHint"),
                hint(tool, "destructiveHint"),
                hint(tool, "openWorldHint"),
                hint(tool, "idempotentHint"));
    }

    private static Known hint(Tool tool, String name) {
        return Known.of(tool.definition()
                .json()
                .root()
                .get("annotations")
                .flatMap(annotations -> annotations.get(name))
                .filter(value -> value.is(JsonKind.TRUE) || value.is(JsonKind.FALSE))
                .map(value -> value.is(JsonKind.TRUE)));
    }

    private static Verdict refuse(Reason reason, Decision decision, String user, Tool tool) {
        String told = "Refused by your organisation's policy: " + decision.sentence(user, tool.shown())
                + ". Do not retry with other arguments.";
        return new Verdict.Refuse(Refusal.of(reason, told, decision.describe()));
    }
}

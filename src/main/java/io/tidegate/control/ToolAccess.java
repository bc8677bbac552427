package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.ControlId;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Server;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.config.ToolClass;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Method;
import io.tidegate.policy.Action;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Facts;
import io.tidegate.policy.Obligation;
import io.tidegate.policy.Policies;
import io.tidegate.policy.PolicyRef;
import io.tidegate.policy.Question;
import io.tidegate.policy.ReadFacts;
import io.tidegate.policy.ToolFacts;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// May this caller call this tool with these arguments, get this prompt, read this resource, by the policies?
///
/// Lists ask the same policies, so they show what may be called. It judges the arguments that will be sent, so it comes
/// after what mends them.
final class ToolAccess implements BeforeControl {
    private static final int DIGEST_DIGITS = 16;

    private final Policies policies;
    private final InstantSource clock;
    private final String version;

    ToolAccess(Policies policies, InstantSource clock) {
        this.policies = policies;
        this.version = policies.digest()
                .substring(0, Math.min(DIGEST_DIGITS, policies.digest().length()));
        this.clock = clock;
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
                decide(ofTask ? Action.LIST : Action.CALL, call.caller(), call.target(), Optional.of(call.arguments()));
        String user = call.caller().principal().id();
        if (!decision.allowed()) {
            return refuse(Reason.TOOL_NOT_ALLOWED, decision, user, call.target());
        }
        if (!ofTask && decision.obligations().contains(Obligation.APPROVAL)) {
            return refuse(Reason.APPROVAL_NEEDED, decision, user, call.target());
        }
        Stream<Note> by = decision.determining().stream()
                .map(PolicyRef::describe)
                .map(policy -> new Note("allowed-by", policy, 1));
        return new Verdict.Pass(
                Stream.concat(by, Stream.of(new Note("policies", version, 1))).toList());
    }

    /// Whether a list shows the tool to the caller.
    boolean shows(Caller caller, Target target) {
        return decide(Action.LIST, caller, target, Optional.empty()).allowed();
    }

    /// What has two spellings has to pass in both.
    private Decision decide(Action action, Caller caller, Target target, Optional<JsonValue> arguments) {
        Circumstances circumstances = new Circumstances(
                clock.instant(),
                Optional.of(caller.source()),
                Optional.of(caller.client().name()),
                Optional.of(target.server().runsAs().id()).filter(as -> !as.isEmpty()));
        return facts(target)
                .map(facts ->
                        policies.decide(new Question(caller.principal(), action, facts, arguments, circumstances)))
                .reduce(Decision::and)
                .orElseThrow();
    }

    /// What nobody says of it counts as dangerous.
    private static Stream<Facts> facts(Target target) {
        return switch (target) {
            case Prompt prompt ->
                Stream.of(new ReadFacts(
                        Facts.Kind.PROMPT, prompt.server().name(), prompt.name(), classes(prompt.server())));
            case Resource resource ->
                resource.judged().stream()
                        .map(uri -> new ReadFacts(
                                Facts.Kind.RESOURCE, resource.server().name(), uri, classes(resource.server())));
            case Tool tool ->
                Stream.of(new ToolFacts(
                        tool.server().name(),
                        tool.name(),
                        tool.classes().counted(),
                        tool.definition().hint("idempotentHint", false)));
        };
    }

    private static Set<ToolClass> classes(Server server) {
        return server.classifier().ofReading().counted();
    }

    private Verdict refuse(Reason reason, Decision decision, String user, Target target) {
        String told = "Refused by your organisation's policy: " + decision.sentence(user, target.shown())
                + ". Do not retry with other arguments.";
        return new Verdict.Refuse(Refusal.of(reason, told, decision.describe() + "; policies " + version));
    }
}

package io.tidegate.cli;

import io.tidegate.config.ToolClass;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Explanation;
import io.tidegate.policy.Explanation.Near;
import io.tidegate.policy.Obligation;
import io.tidegate.policy.PolicyRef;
import io.tidegate.policy.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How is it told why policies decide so: what they say, which of them, and what would make it yes?
final class Explained {
    private static final int OTHERS_MAX = 10;

    private final Question question;
    private final Explanation explanation;

    Explained(Question question, Explanation explanation) {
        this.question = question;
        this.explanation = explanation;
    }

    /// Whether the call would go on without anybody's approval.
    boolean isYes() {
        return outcome().equals("allowed");
    }

    /// `allowed`, `asks` or `refused`.
    String outcome() {
        Decision decision = explanation.decision();
        if (!decision.allowed()) {
            return "refused";
        }
        return decision.asks() ? "asks" : "allowed";
    }

    /// One line for each thing that is to be said, of two columns.
    void tell(Report report) {
        report.line(outcome(), who() + " " + verb() + " " + question.about().id());
        report.line(
                "counts as",
                question.about().classes().stream().sorted().map(ToolClass::id).collect(Collectors.joining(", ")));
        by().forEach(text -> report.line("by", text));
        explanation.decision().obligations().stream()
                .filter(obligation -> !obligation.annotation().equals(Obligation.APPROVAL.annotation()))
                .map(Obligation::describe)
                .sorted()
                .forEach(text -> report.line("bound to", text));
        if (!isYes()) {
            wouldBe().forEach(text -> report.line("would be", text));
        }
    }

    private String verb() {
        return switch (question.about().kind()) {
            case TOOL -> "calls";
            case PROMPT -> "gets";
            case RESOURCE -> "reads";
            case RECORD -> "sees";
        };
    }

    private String who() {
        List<String> memberships = new ArrayList<>();
        question.principal().sortedGroups().forEach(group -> memberships.add("group " + group));
        question.principal().sortedRoles().forEach(role -> memberships.add("role " + role));
        return question.principal().id() + (memberships.isEmpty() ? "" : " (" + String.join(", ", memberships) + ")");
    }

    /// The policies that decided, in the words of their authors; or that there are none.
    List<String> by() {
        Decision decision = explanation.decision();
        return switch (decision.answer()) {
            case NOT_PERMITTED -> List.of("no policy permits it");
            case NOT_DECIDABLE ->
                decision.failed().stream()
                        .map(policy -> policy.describe() + " can't be evaluated" + unanswered(decision))
                        .toList();
            case ALLOWED, FORBIDDEN ->
                explanation.applying().stream()
                        .filter(near -> decision.determining().contains(near.policy()))
                        .map(Explained::deciding)
                        .toList();
        };
    }

    private static String unanswered(Decision decision) {
        return decision.unanswered().isEmpty()
                ? ""
                : ": the relation " + String.join(", ", new TreeSet<>(decision.unanswered())) + " is not answered";
    }

    private static String deciding(Near near) {
        String effect =
                switch (near.effect()) {
                    case PERMITS -> "permits";
                    case PERMITS_APPROVED -> "permits after approval";
                    case PERMITS_CONFIRMED -> "permits once the caller agrees";
                    case FORBIDS -> "forbids";
                    case ASKS -> "forbids without approval";
                    case ASKS_CALLER -> "forbids unless the caller agrees";
                };
        return near.policy().describe() + " " + effect + words(near)
                + near.reason().map(reason -> ": " + reason).orElse("")
                + near.advice().map(advice -> " (" + advice + ")").orElse("");
    }

    private static String words(Near near) {
        return near.conditions().stream().map(condition -> " " + condition).collect(Collectors.joining());
    }

    private List<String> wouldBe() {
        return switch (explanation.decision().answer()) {
            case ALLOWED ->
                List.of(
                        explanation.decision().obligations().contains(Obligation.APPROVAL)
                                ? "allowed after approval; until approvals are there, it is refused"
                                : "allowed once the person who calls has agreed to this very call; their client asks"
                                        + " them");
            case FORBIDDEN -> List.of("allowed only where " + names() + " did not forbid it; no permit can lift that");
            case NOT_DECIDABLE -> List.of("decided once that can be evaluated; until then it is refused");
            case NOT_PERMITTED -> {
                List<Near> others = explanation.others();
                Stream<String> near = others.stream().limit(OTHERS_MAX).map(Explained::lacking);
                String rest = Count.of(others.size() - (long) OTHERS_MAX, "permit");
                yield others.isEmpty()
                        ? List.of(
                                "allowed by a permit that is about it, and none is: write one, for instance under `allow`")
                        : Stream.concat(
                                        near,
                                        others.size() > OTHERS_MAX ? Stream.of("and " + rest + " more") : Stream.of())
                                .toList();
            }
        };
    }

    private String names() {
        return explanation.decision().determining().stream()
                .map(PolicyRef::describe)
                .collect(Collectors.joining(", "));
    }

    private static String lacking(Near near) {
        String missing = near.missing().stream()
                .map(part -> switch (part.why()) {
                    case PRINCIPAL -> "for `" + part.text() + "`";
                    case CONDITION -> "`" + part.text() + "`";
                    case FAILS -> "if this could be evaluated: `" + part.text() + "`";
                })
                .collect(Collectors.joining(" and "));
        String after =
                switch (near.effect()) {
                    case PERMITS_APPROVED -> ", after approval";
                    case PERMITS_CONFIRMED -> ", once the caller agrees";
                    case PERMITS, FORBIDS, ASKS, ASKS_CALLER -> "";
                };
        return "allowed " + missing + after + ", by " + near.policy().describe();
    }
}

package io.tidegate.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What do the policies say, and which of them decided?
///
/// `determining` are the permits that matched, or the forbids that did; none when nothing matched. `failed` are those
/// that could not be evaluated. `reason` and `advice` are the words of the policies' authors, for people and models.
/// Obligations count only where the answer is yes. `unanswered` are the relations that a policy looked at in vain.
public record Decision(
        Answer answer,
        List<PolicyRef> determining,
        List<PolicyRef> failed,
        Optional<String> reason,
        Optional<String> advice,
        Set<Obligation> obligations,
        Set<String> unanswered) {
    /// Yes, or one of three kinds of no.
    public enum Answer {
        ALLOWED,
        /// A policy forbids it.
        FORBIDDEN,
        /// No policy permits it.
        NOT_PERMITTED,
        /// A policy, or the question, could not be evaluated.
        NOT_DECIDABLE
    }

    public Decision {
        determining = List.copyOf(determining);
        failed = List.copyOf(failed);
        obligations = Set.copyOf(obligations);
        unanswered = Set.copyOf(unanswered);
        if (answer != Answer.ALLOWED && !obligations.isEmpty()) {
            throw new IllegalArgumentException("only what is allowed carries obligations");
        }
    }

    /// Of which nothing was to be asked elsewhere.
    public Decision(
            Answer answer,
            List<PolicyRef> determining,
            List<PolicyRef> failed,
            Optional<String> reason,
            Optional<String> advice,
            Set<Obligation> obligations) {
        this(answer, determining, failed, reason, advice, obligations, Set.of());
    }

    static Decision undecidable(List<PolicyRef> failed, Set<String> unanswered) {
        return new Decision(
                Answer.NOT_DECIDABLE, List.of(), failed, Optional.empty(), Optional.empty(), Set.of(), unanswered);
    }

    /// Whether it is allowed; the obligations still have to be met.
    public boolean allowed() {
        return answer == Answer.ALLOWED;
    }

    /// Whether somebody has to agree to what is allowed.
    public boolean asks() {
        return obligations.contains(Obligation.APPROVAL) || obligations.contains(Obligation.CONFIRMATION);
    }

    /// Of what must be allowed by both: the first no, else a yes with the obligations of both.
    public Decision and(Decision other) {
        if (!allowed() || !other.allowed()) {
            return allowed() ? other : this;
        }
        return new Decision(
                answer,
                both(determining, other.determining),
                both(failed, other.failed),
                reason.or(other::reason),
                advice.or(other::advice),
                Set.copyOf(both(List.copyOf(obligations), List.copyOf(other.obligations))));
    }

    /// The same where whoever had to agree has agreed. What answers are bound to stays.
    public Decision settled() {
        Set<Obligation> left = new LinkedHashSet<>(obligations);
        left.remove(Obligation.APPROVAL);
        left.remove(Obligation.CONFIRMATION);
        return new Decision(answer, determining, failed, reason, advice, left);
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).distinct().toList();
    }

    /// Everything, in one line, for auditors.
    public String describe() {
        String text =
                switch (answer) {
                    case ALLOWED -> determining.isEmpty() ? "no policy forbids it" : "allowed by " + names(determining);
                    case FORBIDDEN -> "forbidden by " + names(determining);
                    case NOT_PERMITTED -> "no policy permits it";
                    case NOT_DECIDABLE ->
                        failed.isEmpty()
                                ? "the question could not be put to the policies"
                                : "could not be evaluated: " + names(failed) + missing();
                };
        String required = obligations.isEmpty()
                ? ""
                : obligations.stream()
                        .map(Obligation::describe)
                        .sorted()
                        .collect(Collectors.joining(", ", "; requires ", ""));
        return text + required + reason.map(words -> "; reason: " + words).orElse("");
    }

    /// A sentence for the model: who may not call what, and the reason that the policy's author wrote for that. Nothing
    /// about the policies themselves. `tool` is the name under which the model knows the tool.
    public String sentence(String user, String tool) {
        return switch (answer) {
            case ALLOWED ->
                obligations.contains(Obligation.APPROVAL)
                        ? "`" + user + "` may call `" + tool + "` only after a person has approved it" + words()
                        : obligations.contains(Obligation.CONFIRMATION)
                                ? "`" + user + "` may call `" + tool + "` after agreeing to the very call" + words()
                                : "`" + user + "` may call `" + tool + "`";
            case FORBIDDEN, NOT_PERMITTED -> "`" + user + "` may not call `" + tool + "`" + words();
            case NOT_DECIDABLE ->
                "whether `" + user + "` may call `" + tool + "` could not be decided, so it is refused"
                        + (unanswered.isEmpty() ? "" : "; what it depends on can't be looked up just now");
        };
    }

    /// The words of the policies' authors, to be put behind a sentence; empty where there are none.
    public String words() {
        return reason.map(words -> ": " + words).orElse("")
                + advice.map(words -> " (" + words + ")").orElse("");
    }

    private String missing() {
        return unanswered.isEmpty() ? "" : "; not answered: relation " + String.join(", ", new TreeSet<>(unanswered));
    }

    private static String names(List<PolicyRef> policies) {
        return policies.stream().map(PolicyRef::describe).collect(Collectors.joining(", "));
    }
}

package io.tidegate.cli;

import io.tidegate.identity.Authentication;
import io.tidegate.identity.Evidence;
import io.tidegate.policy.Question;
import io.tidegate.policy.ToolFacts;
import java.util.TreeSet;

/// All that policies can see of a question, in words that are the same for the same.
final class QuestionWords {
    private QuestionWords() {}

    static String of(Question question, boolean withArguments) {
        var who = question.principal();
        String facts = question.about() instanceof ToolFacts tool
                ? tool.id()
                        + tool.classes().stream().sorted().toList()
                        + tool.repeats()
                        + tool.input().map(schema -> schema.json()).orElse("none")
                : question.about().toString();
        return String.join(
                "\n",
                who.id(),
                who.sortedGroups().toString(),
                who.sortedRoles().toString(),
                who.tenant(),
                who.authentication() instanceof Authentication.OidcToken token
                        ? token.toString().replaceAll("scopes=\\[[^]]*]", "")
                        : who.authentication().label(),
                new TreeSet<>(who.scopes()).toString(),
                who.client().toString(),
                who.party().toString(),
                evidence(who.evidence()),
                question.action().toString(),
                facts,
                withArguments
                        ? question.arguments()
                                .map(arguments -> arguments.json())
                                .orElse("none")
                        : "",
                question.circumstances().toString().replaceAll("(?i)labels=\\[[^]]*]", ""),
                new TreeSet<>(question.circumstances().sessionLabels()).toString(),
                new TreeSet<>(question.circumstances().labels()).toString());
    }

    private static String evidence(Evidence evidence) {
        return new TreeSet<>(evidence.proofs()) + " " + evidence.certificate() + evidence.acr()
                + new TreeSet<>(evidence.amr()) + evidence.time();
    }
}

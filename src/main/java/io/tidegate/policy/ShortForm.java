package io.tidegate.policy;

import io.tidegate.config.AllowRule;
import io.tidegate.config.AllowRule.Condition;
import io.tidegate.config.AllowRule.Kind;
import io.tidegate.config.AllowRule.Pattern;
import io.tidegate.config.AllowRule.Who;
import io.tidegate.config.ToolClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What does the short form of policies say in Cedar? One policy a rule, which is read and checked like those of files.
///
/// Names and patterns become Cedar's strings. A condition is the author's own Cedar; it stands in a clause by itself,
/// so that no `||` in it can reach what the rule says beside it. [Reader] refuses one that ends its clause.
public final class ShortForm {
    private ShortForm() {}

    /// A policy in Cedar, and which lines of the configuration it comes from.
    ///
    /// @param line of the rule
    /// @param own how many lines of the text stand before the author's condition
    /// @param conditionLine in which that begins
    /// @param conditions how many clauses it has
    public record Made(String text, int line, int own, int conditionLine, int conditions) {
        /// The line of the configuration from which a line of the text comes, counted from 0.
        int lineOf(int ours) {
            return ours < own ? line : conditionLine;
        }
    }

    /// The policies of these rules, in their order.
    public static List<Made> cedar(List<AllowRule> rules) {
        return rules.stream().map(ShortForm::policy).toList();
    }

    private static Made policy(AllowRule rule) {
        List<String> clauses = new ArrayList<>();
        if (rule.who() instanceof Who.AnyUser) {
            clauses.add("when { principal.authentication != \"anonymous\" }");
        }
        if (rule.who() instanceof Who.Agent(String client)) {
            clauses.add("when { principal has kind && principal.kind == \"agent\" }");
            clauses.add("when { principal has client && principal.client == " + CedarString.of(client) + " }");
        }
        if (rule.what() instanceof Pattern.OfServer(String _, String name) && isGlob(name) && !name.equals("*")) {
            clauses.add("when { resource.name like " + CedarString.of(name) + " }");
        }
        StringBuilder text = new StringBuilder(effect(rule.who()))
                .append(" (")
                .append(principal(rule.who()))
                .append(", action == Action::\"")
                .append(kind(rule.kind()).action())
                .append("\", ")
                .append(resource(rule))
                .append(')');
        clauses.forEach(clause -> text.append('\n').append(clause));
        int own = (int) text.toString().lines().count();
        rule.when()
                .ifPresent(condition ->
                        text.append("\nwhen {\n").append(condition.text()).append("\n}"));
        int conditionLine = rule.when().map(Condition::line).orElse(rule.line());
        return new Made(
                text.append(';').toString(),
                rule.line(),
                own,
                conditionLine,
                clauses.size() + (rule.when().isPresent() ? 1 : 0));
    }

    private static String effect(Who who) {
        return who instanceof Who.Ask ? "@require(\"approval\")\nforbid" : "permit";
    }

    private static String principal(Who who) {
        return switch (who) {
            case Who.Ask _, Who.AnyCaller _, Who.AnyUser _, Who.Agent _ -> "principal";
            case Who.Group(String name) -> "principal in Group::" + CedarString.of(name);
            case Who.Role(String name) -> "principal in Role::" + CedarString.of(name);
            case Who.User(String name) -> "principal == User::" + CedarString.of(name);
        };
    }

    private static String resource(AllowRule rule) {
        return switch (rule.what()) {
            case Pattern.Everything() -> "resource";
            case Pattern.OfClass(ToolClass its) -> "resource in Class::" + CedarString.of(its.id());
            case Pattern.OfServer(String server, String name) ->
                isGlob(name)
                        ? "resource in Server::" + CedarString.of(server)
                        : "resource == " + kind(rule.kind()).entity() + "::" + CedarString.of(server + "/" + name);
        };
    }

    private static boolean isGlob(String name) {
        return name.indexOf('*') >= 0;
    }

    private static Facts.Kind kind(Kind kind) {
        return switch (kind) {
            case TOOL -> Facts.Kind.TOOL;
            case PROMPT -> Facts.Kind.PROMPT;
            case RESOURCE -> Facts.Kind.RESOURCE;
        };
    }

    /// As one text, for Cedar's reading of the whole.
    static String whole(List<Made> made) {
        return made.stream().map(Made::text).collect(Collectors.joining("\n"));
    }
}

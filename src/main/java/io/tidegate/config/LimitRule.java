package io.tidegate.config;

import io.tidegate.limit.Allowance;
import io.tidegate.limit.Rate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How much of what is allowed to whom: one rule of `limits.rules`.
///
/// @param per calls that are alike in all of these are counted together; at least one
/// @param tools which tools it is about; with a choice of tools, nothing but tools
/// @param groups whose callers it is about; empty for all
/// @param rates how many calls in a time, each of them
/// @param atOnce how many calls at a time
/// @param budgets what calls may cost in a window of time, each of them
public record LimitRule(
        Set<Per> per,
        Profile.Tools tools,
        List<String> groups,
        List<Rate> rates,
        Optional<AtOnce> atOnce,
        List<Allowance> budgets) {
    /// So many calls may be under way, and so long may one wait for that.
    public record AtOnce(int calls, Duration patience) {}

    /// What calls are counted by.
    public enum Per {
        /// The person or service, by whichever client and key.
        USER,
        /// Who acts for users, by the token; where it names nobody, the user.
        AGENT,
        /// The first of the rule's groups that the caller is in.
        GROUP,
        TOOL,
        SERVER,
        TENANT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LimitRule {
        per = Set.copyOf(per);
        groups = List.copyOf(groups);
        rates = List.copyOf(rates);
        budgets = List.copyOf(budgets);
    }

    /// Whether no call is left for a later rule that counts by the same.
    boolean fitsAll() {
        return groups.isEmpty() && tools instanceof Profile.Tools.Every;
    }

    /// Whether something of a rule after this one can never hold.
    boolean hides(LimitRule later) {
        boolean rate = !rates.isEmpty() && !later.rates.isEmpty();
        boolean slots = atOnce.isPresent() && later.atOnce.isPresent();
        boolean budget = !budgets.isEmpty() && !later.budgets.isEmpty();
        return fitsAll() && per.equals(later.per) && (rate || slots || budget);
    }

    /// The same text as long as it counts the same calls of the same callers, however many it allows.
    public String identity() {
        String which =
                switch (tools) {
                    case Profile.Tools.Every _ -> "every";
                    case Profile.Tools.Matching(List<String> patterns) -> String.join(" ", patterns);
                };
        return words() + "\n" + which + "\n" + String.join("\t", groups);
    }

    /// What it counts by, for people: `user and tool`.
    public String words() {
        return EnumSet.copyOf(per).stream().map(Per::word).collect(Collectors.joining(" and "));
    }
}

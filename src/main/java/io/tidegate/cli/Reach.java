package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.identity.Principal;
import io.tidegate.policy.Action;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Mentioned;
import io.tidegate.policy.PolicyRef;
import io.tidegate.policy.Question;
import io.tidegate.relation.Related;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which tools can people reach by some policies? As lists show them: conditions on the circumstances of a call are
/// taken as met.
///
/// People are those whom policies speak of, one group, role, user or agent at a time, and those whom nobody speaks of:
/// somebody who has shown who they are, and somebody who has not.
final class Reach {
    private static final String ANYBODY = "any user";
    private static final String NOBODY = "any caller";
    private static final String NAME = "somebody"; // who is in a group, or has a role

    private final Configuration configuration;
    private final KnownTools known;

    /// Whether a tool can be reached.
    enum Way {
        NO,
        ASKS,
        YES
    }

    /// Somebody, as people and as policies see them.
    private record Who(String words, Supposed.Who supposed) {}

    /// @param by the policies that decide
    record Access(Way way, String by) {}

    /// What somebody has of a tool.
    record Cell(String who, String tool) implements Comparable<Cell> {
        @Override
        public int compareTo(Cell other) {
            int people = who.compareTo(other.who);
            return people == 0 ? tool.compareTo(other.tool) : people;
        }
    }

    Reach(Configuration configuration, KnownTools known) {
        this.configuration = configuration;
        this.known = known;
    }

    /// For everybody whom one of these policies speaks of, and each tool that is known.
    Map<Cell, Access> of(CedarPolicies policies, Set<Mentioned> people) {
        Map<Cell, Access> reach = new TreeMap<>();
        for (Who who : everybody(people)) {
            for (String tool : tools()) {
                Question call = new Supposed(who.supposed(), tool, false, Optional.empty(), Supposed.When.ANY)
                        .question(configuration, known, Related.NONE);
                Decision decision = policies.decide(new Question(
                        call.principal(), Action.LIST, call.about(), call.arguments(), call.circumstances()));
                reach.put(new Cell(who.words(), tool), access(decision));
            }
        }
        return reach;
    }

    /// The tools that are known, as clients know them.
    List<String> tools() {
        List<String> tools = new ArrayList<>();
        new TreeMap<>(known.servers()).forEach((server, heard) -> {
            if (configuration.servers().containsKey(server)) {
                heard.tools().forEach(tool -> tools.add(server + "__" + tool.name()));
            }
        });
        return tools;
    }

    private static Access access(Decision decision) {
        String by = decision.determining().stream().map(Reach::place).collect(Collectors.joining(", "));
        if (!decision.allowed()) {
            return new Access(Way.NO, by);
        }
        return new Access(decision.asks() ? Way.ASKS : Way.YES, by);
    }

    private static String place(PolicyRef policy) {
        return policy.file() + ":" + policy.line();
    }

    private static List<Who> everybody(Set<Mentioned> people) {
        List<Who> all = new ArrayList<>();
        all.add(new Who(NOBODY, new Supposed.Who(Principal.ANONYMOUS_ID, Set.of(), Set.of(), Optional.empty())));
        all.add(new Who(ANYBODY, new Supposed.Who(NAME, Set.of(), Set.of(), Optional.empty())));
        for (Mentioned one : new TreeSet<>(people)) {
            Supposed.Who who =
                    switch (one.kind()) {
                        case GROUP -> new Supposed.Who(NAME, Set.of(one.name()), Set.of(), Optional.empty());
                        case ROLE -> new Supposed.Who(NAME, Set.of(), Set.of(one.name()), Optional.empty());
                        case USER -> new Supposed.Who(one.name(), Set.of(), Set.of(), Optional.empty());
                        case AGENT -> new Supposed.Who(NAME, Set.of(), Set.of(), Optional.of(one.name()));
                    };
            all.add(new Who(one.kind().word() + " " + one.name(), who));
        }
        return all;
    }
}

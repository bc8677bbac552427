package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.CasesFile;
import io.tidegate.config.Configuration;
import io.tidegate.config.PolicyCase;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.policy.Action;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Explanation;
import io.tidegate.policy.Obligation;
import io.tidegate.policy.PolicyRef;
import io.tidegate.policy.Question;
import io.tidegate.policy.RecordFacts;
import io.tidegate.policy.ToolFacts;
import io.tidegate.relation.Related;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Do policies say what the cases beside them expect? What servers were heard to have is not looked at, but for the
/// arguments of a tool whose own action policies name: so cases say the same on every machine.
final class Cases {
    private static final int FILES_MAX = 1_000;

    private final Configuration configuration;
    private final CedarPolicies policies;
    private final KnownTools heard;

    /// @throws IOException if what servers were heard to have can't be read
    Cases(Configuration configuration, CedarPolicies policies) throws IOException {
        this.configuration = configuration;
        this.policies = policies;
        this.heard = KnownTools.read(Foundation.toolsFile(configuration));
    }

    /// What came of one case, or what is wrong with its file.
    ///
    /// @param place its file and line
    record Result(boolean passed, String place, String text) {}

    /// The files with cases beside the configuration and beside the policies that it names.
    static List<Path> files(Configuration configuration) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(folderOf(configuration.file()));
        for (Path policy : configuration.policy()) {
            folders.add(Files.isDirectory(policy) ? policy : folderOf(policy));
        }
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> found = Files.list(folder)) {
                found.filter(file -> file.toString().endsWith(CasesFile.ENDING))
                        .sorted()
                        .forEach(files::add);
            }
        }
        if (files.size() > FILES_MAX) {
            throw new IOException("there are more than " + FILES_MAX + " files of cases");
        }
        return files;
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    List<Result> run(List<Path> files) {
        List<Result> results = new ArrayList<>();
        for (Path file : files) {
            CasesFile.Read read = CasesFile.read(file);
            read.faults()
                    .forEach(fault -> results.add(new Result(
                            false,
                            file.getFileName() + ":" + fault.line(),
                            fault.message() + (fault.help().isEmpty() ? "" : "; " + fault.help()))));
            read.cases().forEach(one -> results.add(run(one)));
        }
        return results;
    }

    private Result run(PolicyCase one) {
        String place = one.file().getFileName() + ":" + one.line();
        String asked = one.caller().user()
                + (one.call().isPrompt() ? " gets " : " calls ")
                + one.call().name()
                + one.call()
                        .sees()
                        .map(seen -> ", sees " + seen.type() + "/" + seen.id())
                        .orElse("");
        try {
            Question question =
                    about(one, typed(supposed(one).question(configuration, KnownTools.NONE, related(one.caller()))));
            Explanation explanation = policies.explain(question);
            Explained explained = new Explained(question, explanation);
            String wanted = one.expected().outcome().name().toLowerCase(Locale.ROOT);
            boolean sameBy =
                    one.expected().by().map(by -> decidedBy(explanation, by)).orElse(true);
            String found = asked + ": " + explained.outcome();
            Optional<String> otherwise = one.expected()
                    .obligations()
                    .map(Cases::words)
                    .filter(words -> !words.equals(bound(explanation)))
                    .map(words -> "; bound by " + bound(explanation) + ", expected " + words);
            if (explained.outcome().equals(wanted) && sameBy && otherwise.isEmpty()) {
                return new Result(true, place, found);
            }
            return new Result(
                    false,
                    place,
                    found + ", expected " + wanted
                            + one.expected().by().map(by -> " by " + by).orElse("")
                            + otherwise.orElse("")
                            + "; " + String.join(", ", explained.by())
                            + one.why().map(why -> "; " + why).orElse(""));
        } catch (IllegalArgumentException unfit) {
            return new Result(false, place, asked + ": " + unfit.getMessage());
        }
    }

    /// With the types of its arguments, where policies go by them.
    private Question typed(Question call) {
        if (!(call.about() instanceof ToolFacts tool) || !policies.tools().contains(tool.id())) {
            return call;
        }
        JsonValue schema = heard.tool(tool.server(), tool.name())
                .orElseThrow(() -> new IllegalArgumentException("a policy names the action of `" + tool.id()
                        + "`, and its arguments are not known here: run a gateway with `" + tool.server() + "` once"))
                .inputSchema();
        return new Question(
                call.principal(),
                call.action(),
                new ToolFacts(tool.server(), tool.name(), tool.classes(), tool.repeats(), Optional.of(schema)),
                call.arguments(),
                call.circumstances(),
                call.related());
    }

    /// The call itself, or a record that it brings.
    private static Question about(PolicyCase one, Question call) {
        return call.about() instanceof ToolFacts tool && one.call().sees().isPresent()
                ? new Question(
                        call.principal(),
                        Action.SEE,
                        record(tool, one.call().sees().get()),
                        call.arguments(),
                        call.circumstances(),
                        call.related())
                : call;
    }

    private static RecordFacts record(ToolFacts tool, PolicyCase.Seen seen) {
        return new RecordFacts(
                tool, seen.type(), seen.id(), JsonDocument.of(seen.row()).root());
    }

    private static Set<String> words(List<PolicyCase.Bound> expected) {
        return expected.stream().map(PolicyCase.Bound::word).collect(Collectors.toCollection(TreeSet::new));
    }

    /// The annotations that bind the call.
    private static Set<String> bound(Explanation explanation) {
        return explanation.decision().obligations().stream()
                .map(Obligation::annotation)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean decidedBy(Explanation explanation, String by) {
        return explanation.decision().determining().stream().anyMatch(policy -> is(policy, by));
    }

    private static boolean is(PolicyRef policy, String by) {
        return policy.id().equals(by) || (Path.of(policy.file()).getFileName() + ":" + policy.line()).equals(by);
    }

    /// What a case does not name, its caller has nothing of: like groups.
    private Related related(PolicyCase.Caller caller) {
        Set<String> known = configuration.relations().keySet();
        Map<String, Set<String>> texts = new HashMap<>();
        known.forEach(name -> texts.put(name, Set.of()));
        caller.relations().forEach((name, its) -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no relation `" + name + "` here");
            }
            texts.put(name, Set.copyOf(its));
        });
        return caller.user().equals(Principal.ANONYMOUS_ID) ? Related.NONE : Related.given(texts);
    }

    private Supposed supposed(PolicyCase one) {
        PolicyCase.Caller caller = one.caller();
        return new Supposed(
                new Supposed.Who(
                        caller.user(), Set.copyOf(caller.groups()), Set.copyOf(caller.roles()), caller.agent()),
                Supposed.named(one.call().name(), configuration),
                one.call().isPrompt(),
                one.call().arguments().map(json -> JsonDocument.of(json).root()),
                new Supposed.When(
                        one.call().at(),
                        caller.source().map(Cases::address),
                        caller.client(),
                        Set.copyOf(caller.sessionLabels())));
    }

    private static String address(String text) {
        return java.net.InetAddress.ofLiteral(text).getHostAddress();
    }
}

package io.tidegate.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import io.tidegate.cedar.CedarText;
import io.tidegate.cedar.Interner;
import io.tidegate.policy.ShortForm.Made;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Are these policies whole and right? Parses and validates them all, and collects every problem with its line.
final class Reader {
    private static final int POLICIES_MAX = 10_000;
    private static final String NO_CONDITION = "`when` has to be one condition, and ends before its text does";
    private static final Pattern CEDAR_PREFIX =
            Pattern.compile("^(for policy `[^`]*`, |failed to parse policy with id `[^`]*` from string: )");

    private static final String NOT_TOLD = "nodes don't tell each other what sessions were given, so where there are"
            + " several (`cluster`) no policy can look at `context.sessionLabels`";

    private final Schema schema;
    private final ToolSchema tools;
    private final World world;
    private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
    private final List<PolicyText> policies = new ArrayList<>();
    private final Interner interner = new Interner();
    private final List<Problem> problems;
    private final List<Problem> warnings = new ArrayList<>();
    private final List<SourceFiles.Source> sources;

    private final Map<String, Made> made = new HashMap<>();
    private final Set<String> unfit = new HashSet<>();
    private int count;

    private Reader(World world, List<SourceFiles.Source> sources, List<Problem> problems) throws AuthException {
        this.schema = Schema.parse(Schema.JsonOrCedar.Cedar, CedarPolicies.schemaText());
        this.tools = new ToolSchema(world.tools());
        this.world = world;
        this.sources = List.copyOf(sources);
        this.problems = new ArrayList<>(problems);
    }

    /// All that was read. `policies` are only to be used when there are no `problems`.
    ///
    /// @param unfit the keys of those that Cedar's validator finds fault with
    record Read(
            List<PolicyText> policies,
            List<SourceFiles.Source> sources,
            List<Problem> problems,
            List<Problem> warnings,
            Set<String> unfit) {}

    /// @param world what there is that they can name
    /// @param problems that were met on the way to the sources
    static Read read(World world, List<SourceFiles.Source> sources, List<Problem> problems) throws AuthException {
        Reader reader = new Reader(world, sources, problems);
        for (SourceFiles.Source source : reader.sources) {
            reader.readSource(source);
        }
        reader.checkIds();
        if (reader.problems.isEmpty()) {
            reader.validate();
        }
        return new Read(reader.policies, reader.sources, reader.problems, reader.warnings, reader.unfit);
    }

    private void readSource(SourceFiles.Source source) throws AuthException {
        int problemsBefore = problems.size();
        List<PolicyText> found = new ArrayList<>();
        List<SourceScanner.Piece> pieces =
                source.made().isEmpty() ? SourceScanner.pieces(source.text()) : pieces(source);
        int number = 0;
        for (SourceScanner.Piece piece : pieces) {
            String name = Path.of(source.file()).getFileName() + "#" + ++number;
            if (++count > POLICIES_MAX) {
                problems.add(new Problem(source.file(), piece.line(), "there are more than 10000 policies"));
                return;
            }
            if (piece.tooDeep()) {
                problems.add(new Problem(source.file(), piece.line(), PolicyText.TOO_DEEP));
            } else {
                readPolicy("p" + count, new PolicyRef(name, source.file(), piece.line()), piece.text(), found);
            }
        }
        if (problems.size() == problemsBefore) {
            compareWithTheWhole(source, found);
        }
        policies.addAll(found);
    }

    private void readPolicy(String key, PolicyRef place, String text, List<PolicyText> found) throws AuthException {
        try {
            PolicyText policy = PolicyText.parse(key, place, text, interner);
            Made rule = made.get(key);
            if (rule != null && policy.json().path("conditions").size() != rule.conditions()) {
                problems.add(new Problem(place.file(), rule.conditionLine(), NO_CONDITION));
            }
            world.relations().ifPresent(names -> checkTags(key, place, policy.json(), text, names));
            if (policy.looksBack() && !world.alone()) {
                problems.add(new Problem(place.file(), place.line(), NOT_TOLD));
            }
            policy.faults().forEach(fault -> problems.add(new Problem(place.file(), place.line(), fault)));
            Stream.concat(UriTexts.warnings(policy.json()).stream(), Absent.warnings(policy.json(), world).stream())
                    .forEach(warning -> warnings.add(new Problem(place.file(), place.line(), warning)));
            found.add(policy);
        } catch (InternalException _) {
            explainSyntax(key, place, text);
        } catch (IllegalArgumentException unfit) {
            problems.add(new Problem(place.file(), place.line(), String.valueOf(unfit.getMessage())));
        }
    }

    private void checkTags(String key, PolicyRef place, JsonNode policy, String text, Set<String> names) {
        Function<RelationUse.Found, Problem> told =
                found -> new Problem(place.file(), line(key, place, found.line()), found.message());
        Stream.concat(RelationUse.faults(policy, text, names).stream(), PlaceUse.faults(policy, text).stream())
                .map(told)
                .forEach(problems::add);
        PlaceUse.warnings(policy, text).stream().map(told).forEach(warnings::add);
    }

    // Cedar's parser alone names no place; its validator does.
    private void explainSyntax(String key, PolicyRef place, String text) throws AuthException {
        ValidationResponse response = engine.validate(
                new ValidationRequest(schema, new PolicySet(Set.of(new Policy(CedarText.of(text), key)))));
        List<DetailedError> errors = response.errors.isPresent() ? List.copyOf(response.errors.get()) : List.of();
        errors.forEach(error -> problems.add(problem(key, place, text, error)));
        if (errors.isEmpty()) {
            problems.add(new Problem(place.file(), place.line(), "this is not a policy"));
        }
    }

    // INVARIANT: how we cut a file never decides what its policies are; Cedar's own reading of the whole must agree.
    private void compareWithTheWhole(SourceFiles.Source source, List<PolicyText> found) {
        try {
            PolicySet whole = PolicySet.parsePolicies(CedarText.of(source.text()));
            if (whole.templates.isEmpty() && forms(whole.policies).equals(forms(found))) {
                return;
            }
        } catch (InternalException _) {
            // falls through to the problem
        }
        problems.add(
                new Problem(source.file(), 0, "the file cannot be told apart into policies; simplify its comments"));
    }

    /// INVARIANT: what was made of a rule is one policy, however its condition is written.
    private List<SourceScanner.Piece> pieces(SourceFiles.Source source) {
        List<SourceScanner.Piece> pieces = new ArrayList<>();
        for (Made one : source.made()) {
            List<SourceScanner.Piece> cut = SourceScanner.pieces(one.text());
            if (cut.size() == 1 && cut.getFirst().text().equals(one.text())) {
                pieces.add(new SourceScanner.Piece(
                        one.text(), one.line(), cut.getFirst().tooDeep()));
                made.put("p" + (count + pieces.size()), one);
            } else {
                problems.add(new Problem(source.file(), one.conditionLine(), NO_CONDITION));
            }
        }
        return pieces;
    }

    private static Map<String, Long> forms(Set<Policy> policies) throws InternalException {
        Map<String, Long> forms = new HashMap<>();
        for (Policy policy : policies) {
            forms.merge(policy.toJson(), 1L, Long::sum);
        }
        return forms;
    }

    private static Map<String, Long> forms(List<PolicyText> policies) throws InternalException {
        Map<String, Long> forms = new HashMap<>();
        for (PolicyText policy : policies) {
            forms.merge(policy.theirs().toJson(), 1L, Long::sum);
        }
        return forms;
    }

    private void checkIds() {
        Map<String, PolicyRef> seen = new LinkedHashMap<>();
        for (PolicyText policy : policies) {
            PolicyRef before = seen.putIfAbsent(policy.ref().id(), policy.ref());
            if (before != null) {
                problems.add(new Problem(
                        policy.ref().file(),
                        policy.ref().line(),
                        "the id `" + before.id() + "` is already that of " + before.file() + ":" + before.line()
                                + "; give one of them an `@id`"));
            }
        }
    }

    private void validate() throws AuthException {
        Map<String, PolicyText> byKey = policies.stream().collect(Collectors.toMap(PolicyText::key, text -> text));
        Set<String> named = policies.stream()
                .flatMap(policy -> policy.tools().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = tools.unknown(named);
        Set<Policy> all = new HashSet<>();
        for (PolicyText policy : policies) {
            if (Collections.disjoint(policy.tools(), unknown)) {
                all.add(policy.theirs());
                checkInput(policy);
            } else {
                warnings.add(unchecked(policy, unknown));
            }
        }
        Schema whole = named.isEmpty()
                ? schema
                : Schema.parse(Schema.JsonOrCedar.Cedar, tools.with(named, CedarPolicies.schemaText()));
        ValidationResponse response = engine.validate(new ValidationRequest(whole, new PolicySet(all)));
        if (response.success.isEmpty()) {
            problems.add(new Problem("policies", 0, "the policies cannot be validated together"));
            return;
        }
        response.success.get().validationErrors.forEach(error -> {
            unfit.add(error.getPolicyId());
            add(problems, byKey, error.getPolicyId(), error.getError());
        });
        response.success
                .get()
                .validationWarnings
                .forEach(error -> add(warnings, byKey, error.getPolicyId(), error.getError()));
        problems.sort(java.util.Comparator.comparing(Problem::file).thenComparingInt(Problem::line));
    }

    private void checkInput(PolicyText policy) {
        for (String tool : new TreeSet<>(policy.tools())) {
            tools.tool(tool)
                    .map(known -> InputUse.faults(policy.json(), policy.source(), tool, known.inputSchema()))
                    .orElse(List.of())
                    .forEach(found -> {
                        unfit.add(policy.key());
                        problems.add(new Problem(
                                policy.ref().file(), line(policy.key(), policy.ref(), found.line()), found.message()));
                    });
        }
    }

    private static Problem unchecked(PolicyText policy, Set<String> unknown) {
        Set<String> its = new TreeSet<>(policy.tools());
        its.retainAll(unknown);
        return new Problem(
                policy.ref().file(),
                policy.ref().line(),
                "nothing is known yet of the tool `" + String.join("`, `", its) + "`, so what the policy says of its"
                        + " arguments was not checked; a call is refused where it looks at one that is not there");
    }

    private void add(List<Problem> to, Map<String, PolicyText> byKey, String key, DetailedError error) {
        PolicyText policy = byKey.get(key);
        to.add(
                policy == null
                        ? new Problem("policies", 0, told(error))
                        : problem(key, policy.ref(), policy.source(), error));
    }

    private Problem problem(String key, PolicyRef place, String text, DetailedError error) {
        byte[] bytes = CedarText.of(text).getBytes(StandardCharsets.UTF_8); // Cedar counts bytes
        int start = error.sourceLocations.isEmpty() ? 0 : error.sourceLocations.getFirst().start;
        int lines = 0;
        for (int at = 0; at < Math.min(start, bytes.length); at++) {
            lines += bytes[at] == '\n' ? 1 : 0;
        }
        return new Problem(place.file(), line(key, place, lines), told(error));
    }

    /// @param lines above it in the policy's own text
    private int line(String key, PolicyRef place, int lines) {
        Made rule = made.get(key);
        return rule == null ? place.line() + lines : rule.lineOf(lines);
    }

    private static String told(DetailedError error) {
        String message = CEDAR_PREFIX.matcher(error.message).replaceFirst("");
        if (message.contains("unrecognized action `Action::\"list\"`")) {
            return message + "; listing follows from calling, so write `call`";
        }
        String expected = error.sourceLocations.stream()
                .flatMap(label -> label.label.stream())
                .collect(Collectors.joining("; "));
        return message + error.help.map(help -> "; " + help).orElse("") + (expected.isEmpty() ? "" : "; " + expected);
    }
}

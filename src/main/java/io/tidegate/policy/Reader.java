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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Are these policies whole and right? Parses and validates them all, and collects every problem with its line.
final class Reader {
    private static final int POLICIES_MAX = 10_000;
    private static final Pattern CEDAR_PREFIX =
            Pattern.compile("^(for policy `[^`]*`, |failed to parse policy with id `[^`]*` from string: )");

    private final Schema schema;
    private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
    private final List<PolicyText> policies = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<SourceFiles.Source> sources;

    private Reader(Schema schema, List<Path> paths) {
        this.schema = schema;
        this.sources = SourceFiles.read(paths, problems);
    }

    /// All that was read. `policies` are only to be used when there are no `problems`.
    record Read(
            List<PolicyText> policies,
            List<SourceFiles.Source> sources,
            List<Problem> problems,
            List<Problem> warnings) {}

    static Read read(Schema schema, List<Path> paths) throws AuthException {
        Reader reader = new Reader(schema, paths);
        for (SourceFiles.Source source : reader.sources) {
            reader.readSource(source);
        }
        reader.checkIds();
        if (reader.problems.isEmpty()) {
            reader.validate();
        }
        return new Read(reader.policies, reader.sources, reader.problems, reader.warnings);
    }

    private void readSource(SourceFiles.Source source) throws AuthException {
        int problemsBefore = problems.size();
        List<PolicyText> found = new ArrayList<>();
        for (SourceScanner.Piece piece : SourceScanner.pieces(source.text())) {
            String name = Path.of(source.file()).getFileName() + "#" + (found.size() + 1);
            PolicyRef place = new PolicyRef(name, source.file(), piece.line());
            if (policies.size() + found.size() == POLICIES_MAX) {
                problems.add(new Problem(source.file(), piece.line(), "there are more than 10000 policies"));
                return;
            }
            readPolicy("p" + (policies.size() + found.size()), place, piece.text(), found);
        }
        if (problems.size() == problemsBefore) {
            compareWithTheWhole(source, found);
        }
        policies.addAll(found);
    }

    private void readPolicy(String key, PolicyRef place, String text, List<PolicyText> found) throws AuthException {
        try {
            PolicyText policy = PolicyText.parse(key, place, text);
            policy.faults().forEach(fault -> problems.add(new Problem(place.file(), place.line(), fault)));
            UriTexts.warnings(policy.json())
                    .forEach(warning -> warnings.add(new Problem(place.file(), place.line(), warning)));
            found.add(policy);
        } catch (InternalException _) {
            explainSyntax(key, place, text);
        } catch (IllegalArgumentException unfit) {
            problems.add(new Problem(place.file(), place.line(), String.valueOf(unfit.getMessage())));
        }
    }

    // Cedar's parser alone names no place; its validator does.
    private void explainSyntax(String key, PolicyRef place, String text) throws AuthException {
        ValidationResponse response = engine.validate(
                new ValidationRequest(schema, new PolicySet(Set.of(new Policy(CedarText.of(text), key)))));
        List<DetailedError> errors = response.errors.isPresent() ? List.copyOf(response.errors.get()) : List.of();
        errors.forEach(error -> problems.add(problem(place, text, error)));
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
        Set<Policy> all = policies.stream().map(PolicyText::theirs).collect(Collectors.toCollection(HashSet::new));
        ValidationResponse response = engine.validate(new ValidationRequest(schema, new PolicySet(all)));
        if (response.success.isEmpty()) {
            problems.add(new Problem("policies", 0, "the policies cannot be validated together"));
            return;
        }
        response.success
                .get()
                .validationErrors
                .forEach(error -> add(problems, byKey, error.getPolicyId(), error.getError()));
        response.success
                .get()
                .validationWarnings
                .forEach(error -> add(warnings, byKey, error.getPolicyId(), error.getError()));
        problems.sort(java.util.Comparator.comparing(Problem::file).thenComparingInt(Problem::line));
    }

    private static void add(List<Problem> to, Map<String, PolicyText> byKey, String key, DetailedError error) {
        PolicyText policy = byKey.get(key);
        to.add(
                policy == null
                        ? new Problem("policies", 0, told(error))
                        : problem(policy.ref(), policy.source(), error));
    }

    private static Problem problem(PolicyRef place, String text, DetailedError error) {
        byte[] bytes = CedarText.of(text).getBytes(StandardCharsets.UTF_8); // Cedar counts bytes
        int start = error.sourceLocations.isEmpty() ? 0 : error.sourceLocations.getFirst().start;
        int line = place.line();
        for (int at = 0; at < Math.min(start, bytes.length); at++) {
            line += bytes[at] == '\n' ? 1 : 0;
        }
        return new Problem(place.file(), line, told(error));
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

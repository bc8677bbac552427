package io.tidegate.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import io.tidegate.cedar.PolicySet.Outcome;
import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Uid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Do we decide Cedar's published integration tests as they say? `bench/published/run FOLDER` runs this over a copy of
/// `cedar-integration-tests` with its corpus unpacked.
@Tag("cedar-published")
final class PublishedTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder = Path.of(Objects.requireNonNull(
            System.getProperty("cedar.published"), "-Dcedar.published=FOLDER names the copy of Cedar's tests"));
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();

    @Test
    void decidesAsPublished() throws IOException {
        for (Path test : tests()) {
            JsonNode json = JSON.readTree(Files.readString(test));
            String group = String.valueOf(folder.relativize(test).getName(0));
            counts.merge(group + " files", 1, Integer::sum);
            try {
                decide(folder.relativize(test).toString(), group, json);
            } catch (Exception failure) {
                differences.add(test + ": " + failure);
            }
        }
        System.out.println("cedar-integration-tests: " + counts + ", differences: " + differences.size());
        assertThat(differences.stream().limit(20)).isEmpty();
        assertThat(counts).containsKeys("tests requests", "corpus-tests requests");
    }

    private List<Path> tests() throws IOException {
        try (Stream<Path> small = Files.walk(folder.resolve("tests"));
                Stream<Path> corpus = Files.walk(folder.resolve("corpus-tests"))) {
            return Stream.concat(small, corpus)
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.toString().endsWith(".entities.json"))
                    .sorted()
                    .toList();
        }
    }

    private void decide(String name, String group, JsonNode test) throws Exception {
        SchemaForms schema =
                new SchemaForms(JSON.readTree(Schema.parse(Schema.JsonOrCedar.Cedar, CedarText.of(text(test, "schema")))
                        .toJsonFormat()
                        .toString()));
        JsonNode entities = schema.entities(JSON.readTree(text(test, "entities")));
        io.tidegate.cedar.PolicySet<Policy> policies = policies(CedarText.of(text(test, "policies")));
        for (JsonNode request : test.path("requests")) {
            Uid action = ValueReader.uid(request.path("action"));
            KnownWorld world = new KnownWorld(
                    ValueReader.uid(request.path("principal")),
                    action,
                    ValueReader.uid(request.path("resource")),
                    (Fields) ValueReader.read(schema.context(action, request.path("context"))),
                    KnownWorld.entities(entities));
            compare(name, request, policies.ask(world));
            counts.merge(group + " requests", 1, Integer::sum);
        }
    }

    private static io.tidegate.cedar.PolicySet<Policy> policies(String text) throws Exception {
        List<Policy> policies = new ArrayList<>();
        for (com.cedarpolicy.model.policy.Policy policy : PolicySet.parsePolicies(text).policies) {
            policies.add(Policy.read(policy.getID(), JSON.readTree(policy.toJson())));
        }
        return io.tidegate.cedar.PolicySet.of(policies, policy -> policy);
    }

    private void compare(String name, JsonNode request, Outcome<Policy> outcome) {
        Set<String> forbids = keys(outcome.applying().stream().filter(Policy::forbids));
        Set<String> permits = keys(outcome.applying().stream().filter(policy -> !policy.forbids()));
        boolean allowed = forbids.isEmpty() && !permits.isEmpty();
        List<Object> ours = List.of(
                allowed ? "allow" : "deny", forbids.isEmpty() ? permits : forbids, keys(outcome.failed().stream()));
        List<Object> theirs = List.of(
                request.path("decision").asString(), texts(request.path("reason")), texts(request.path("errors")));
        if (!ours.equals(theirs)) {
            differences.add(
                    name + ", " + request.path("description").asString() + ": " + ours + " instead of " + theirs);
        }
    }

    private static Set<String> keys(Stream<Policy> policies) {
        return policies.map(Policy::key).collect(Collectors.toSet());
    }

    private static Set<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asString)
                .collect(Collectors.toSet());
    }

    private String text(JsonNode test, String part) throws IOException {
        return Files.readString(folder.resolve(test.path(part).asString()));
    }
}

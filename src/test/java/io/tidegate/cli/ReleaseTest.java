package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does what came back go only to clients whose model may read it? With the whole gateway in between.
@Timeout(60)
class ReleaseTest {
    private static final String OPEN =
            "permit(principal, action in [Action::\"call\", Action::\"get\", Action::\"read\"]," + " resource);\n";

    @TempDir
    private Path folder = Path.of("");

    private final AtomicInteger calls = new AtomicInteger();
    private Scene scene = new Scene(folder);

    @BeforeEach
    void empty() {
        scene = new Scene(folder);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private void start(String settings, String more, String policy) throws Exception {
        HttpPeer peer = HttpPeer.modern("{\"tools\": {}}")
                .on(
                        "tools/list",
                        turn -> turn.result("{\"resultType\": \"complete\", \"tools\": ["
                                + "{\"name\": \"get_patient\", \"inputSchema\": {}},"
                                + " {\"name\": \"get_weather\", \"inputSchema\": {}}, {\"name\": \"get_chart\","
                                + " \"inputSchema\": {}, \"outputSchema\": {\"type\": \"object\", \"properties\":"
                                + " {\"rows\": {\"items\": {\"properties\": {\"Diagnosis\": {}}}}}}}]}"))
                .on("tools/call", turn -> {
                    calls.incrementAndGet();
                    turn.result("{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\":"
                            + " \"Ada Moreau, ada@example.com\"}]}");
                });
        scene.with("ward", peer, settings);
        scene.more("profiles: { inside: { servers: [ward] } }\n" + more);
        scene.start();
        scene.policy(policy);
    }

    private String called(String tool) throws Exception {
        return scene.call(tool).toString();
    }

    @Test
    void goesByLabelsAndByWhereTheModelRuns() throws Exception {
        start(
                ", labels: { \"get_patient*\": [health] }",
                "data: { models: [ { profile: inside, place: on-premises }, { profile: default, place: cloud } ] }",
                OPEN
                        + "@id(\"at-home\") @reason(\"health data stays with us\") forbid(principal, action =="
                        + " Action::\"release\", resource) when { context.labels.contains(\"health\") } unless { context"
                        + " has model && context.model.place == \"on-premises\" };");
        assertThat(called("get_weather")).contains("Ada Moreau");
        assertThat(called("get_patient"))
                .contains("The call was made", "health data stays with us", "Do not repeat it")
                .doesNotContain("Ada Moreau");
        assertThat(calls).hasValue(2);
        assertThat(scene.send(RawRequest.call("get_patient").to("/mcp/inside")).body())
                .contains("Ada Moreau");
    }

    @Test
    void recordsLabelsAndWhatDecided() throws Exception {
        start(
                ", labels: { \"*\": [internal] }, classes: { \"*\": [reads] }",
                "",
                OPEN + "@id(\"no-internal\") forbid(principal, action == Action::\"release\", resource == "
                        + "Tool::\"ward/get_patient\") when { context.labels.contains(\"internal\") };");
        called("get_weather");
        called("get_patient");
        String trail = String.join("\n", scene.started().records(RecordKind.SEALED));
        assertThat(trail).contains("release-not-allowed", "no-internal", "labels: internal");
        assertThat(trail).contains("\"label\"", "\"internal\"");
    }

    /// Once a permit names `release`, what no permit lets out stays in.
    @Test
    void permitsAreNeededOnceThereIsOne() throws Exception {
        start(
                ", classes: { \"*\": [reads] }",
                "",
                OPEN + "permit(principal, action == Action::\"release\", resource == Tool::\"ward/get_weather\") when {"
                        + " context.labels.contains(\"unlabelled\") };");
        assertThat(called("get_weather")).contains("Ada Moreau");
        assertThat(called("get_patient")).doesNotContain("Ada Moreau");
    }

    /// What nobody says counts as dangerous, and what detectors found is a label.
    @Test
    void knowsWhatClassesAndDetectorsSay() throws Exception {
        start(
                "",
                "data: { returned: { alert: [email] } }",
                OPEN + "forbid(principal, action == Action::\"release\", resource) when {"
                        + " context.labels.containsAll([\"private\", \"untrusted\", \"data:email\"]) };");
        assertThat(called("get_weather")).doesNotContain("Ada Moreau");
    }

    /// What a tool's output schema says that it returns, wherever it says so.
    @Test
    void knowsTheFieldsOfTheSchema() throws Exception {
        start(
                ", field-labels: { \"diagnosis*\": [health] }, classes: { \"*\": [reads] }",
                "",
                OPEN + "forbid(principal, action == Action::\"release\", resource) when {"
                        + " context.labels.contains(\"health\") };");
        assertThat(called("get_weather")).contains("Ada Moreau");
        assertThat(called("get_chart")).doesNotContain("Ada Moreau");
        assertThat(String.join("\n", scene.started().records(RecordKind.SEALED)))
                .contains("release-not-allowed", "labels: health");
    }

    /// An overflow, for example: Cedar alone would skip the policy.
    @Test
    void policyThatFailsLetsNothingOut() throws Exception {
        start(
                "",
                "",
                OPEN
                        + "forbid(principal, action == Action::\"release\", resource) when { 9223372036854775807 + 1 > 0 };");
        assertThat(called("get_weather")).doesNotContain("Ada Moreau");
    }

    @Test
    void nothingChangesWhereNoPolicyNamesIt() throws Exception {
        start("", "", "permit(principal, action == Action::\"call\", resource);");
        assertThat(called("get_patient")).contains("Ada Moreau");
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Are policies about the arguments of one tool held against what its server says of it, from the first time on? With
/// the whole gateway in between.
@Timeout(60)
class TypedArgumentsTest {
    private static final String OPEN = "permit(principal, action == Action::\"call\", resource);\n";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);

    @BeforeEach
    void empty() {
        scene = new Scene(folder);
    }

    private HttpPeer start() throws Exception {
        HttpPeer bank = scene.with(
                "bank",
                HttpPeer.modern("{\"tools\": {}}")
                        .on(
                                "tools/list",
                                turn -> turn.result("{\"resultType\": \"complete\", \"tools\": [{\"name\": \"send\","
                                        + " \"inputSchema\": {\"type\": \"object\", \"properties\": {\"amount\": {\"type\":"
                                        + " \"integer\"}}, \"required\": [\"amount\"]}}]}"))
                        .on(
                                "tools/call",
                                turn -> turn.result("{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\","
                                        + " \"text\": \"sent\"}]}")));
        scene.start();
        assertThat(scene.ask("tools/list", "").path("result").path("tools")).hasSize(1);
        return bank;
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private String send(String amount) throws Exception {
        return scene.ask("tools/call", "\"name\": \"send\", \"arguments\": {\"amount\": " + amount + "}")
                .toString();
    }

    @Test
    void decideByTheTypesOfTheSchema() throws Exception {
        HttpPeer _ = start();
        scene.policy(OPEN + "@reason(\"large sums are sent by people\") forbid(principal, action =="
                + " Action::\"bank/send\", resource) when { context.input.amount > 100 };");
        assertThat(send("100")).contains("sent");
        assertThat(send("101")).contains("large sums are sent by people").doesNotContain("\"sent\"");
        assertThat(send("\"101\"")).doesNotContain("\"sent\"");
        assertThat(send("1e2")).contains("sent");
        assertThat(send("99999999999999999999")).doesNotContain("\"sent\"");
    }

    @Test
    void misspeltArgumentsKeepTheOldPolicies() throws Exception {
        HttpPeer _ = start();
        scene.policy(OPEN);
        scene.policy(OPEN + "forbid(principal, action == Action::\"bank/send\", resource) when {"
                + " context.input.amuont > 100 };");
        assertThat(scene.started().changes().getLast()).contains("configuration-refused");
        assertThat(send("1")).contains("sent");
    }

    /// A policy that was written before its tool was ever heard of.
    @Test
    void areCheckedOnceTheToolIsThere() throws Exception {
        HttpPeer bank = start();
        scene.policy(OPEN + "forbid(principal, action == Action::\"bank/close\", resource) when {"
                + " context.input.sure };");
        assertThat(send("1")).contains("sent");
        bank.on(
                "tools/list",
                turn -> turn.result("{\"resultType\": \"complete\", \"tools\": [{\"name\": \"close\", \"inputSchema\":"
                        + " {\"type\": \"object\", \"properties\": {\"yes\": {\"type\": \"boolean\"}}}}]}"));
        scene.started().reload(scene.configuration().replace("\" }", "\", deadline: 30s }"));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(scene.started().changes().toString()).contains("policies-unfit"));
        assertThat(scene.call("close").toString()).contains("could not be decided");
    }

    /// Else one server could keep all the others from starting again. What was not in force before is a mistake still.
    @Test
    void aToolThatChangesLeavesInForceWhatWas() throws Exception {
        HttpPeer bank = start();
        String policy = OPEN + "forbid(principal, action == Action::\"bank/send\", resource) when {"
                + " context.input.amount > 100 };";
        scene.policy(policy);
        bank.on(
                "tools/list",
                turn -> turn.result("{\"resultType\": \"complete\", \"tools\": [{\"name\": \"send\", \"inputSchema\":"
                        + " {\"type\": \"object\", \"properties\": {\"amount\": {\"type\": \"string\"}}}}]}"));
        scene.started().reload(scene.configuration().replace("\" }", "\", deadline: 30s }"));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(scene.started().changes().toString()).contains("policies-unfit"));
        scene.started().reload(scene.configuration());
        assertThat(scene.started().changes().toString()).doesNotContain("configuration-refused");
        assertThat(send("\"5\"")).contains("could not be decided");
        scene.policy(policy.replace("100", "101"));
        assertThat(scene.started().changes().toString()).contains("configuration-refused");
        assertThat(send("\"5\"")).contains("could not be decided");
    }
}

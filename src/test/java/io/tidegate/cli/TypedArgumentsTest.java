package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
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
        HttpPeer bank = offers(
                        scene.with("bank", HttpPeer.modern("{\"tools\": {}}")),
                        "send",
                        "\"amount\": {\"type\": \"integer\"}, \"note\": {\"type\": \"string\"}")
                .on(
                        "tools/call",
                        turn -> turn.result("{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\","
                                + " \"text\": \"sent\"}]}"));
        scene.start();
        assertThat(scene.ask("tools/list", "").path("result").path("tools")).hasSize(1);
        return bank;
    }

    /// The server has this one tool from now on, with these parameters.
    private static HttpPeer offers(HttpPeer bank, String tool, String properties) throws Exception {
        return bank.on("tools/list", turn -> {
            LockSupport.parkNanos(200_000_000); // so that it is heard when its configuration is in force
            turn.result("{\"resultType\": \"complete\", \"tools\": [{\"name\": \"" + tool
                    + "\", \"inputSchema\": {\"type\": \"object\", \"properties\": {" + properties + "}}}]}");
        });
    }

    /// The server has `send`, with an amount of that type, and `close` from now on.
    private static void offersTwo(HttpPeer bank, String type) throws Exception {
        offers(
                bank,
                "close",
                "}}}, {\"name\": \"send\", \"inputSchema\": {\"properties\": {\"amount\": {\"type\": \"" + type
                        + "\"}");
    }

    /// Has the server asked anew, and waits until policies are held against what it says.
    private void heardAnew(String deadline, boolean fits) throws Exception {
        long before = unfit();
        scene.started().reload(scene.configuration().replace("\" }", "\", deadline: " + deadline + " }"));
        if (!fits) {
            Awaitility.await().until(() -> unfit() > before);
        }
    }

    private long unfit() throws Exception {
        return scene.started().changes().stream()
                .filter(change -> change.contains("policies-unfit"))
                .count();
    }

    /// Calls again and again.
    private final class Trier {
        private final Thread thread;
        private volatile boolean ends;
        private volatile boolean sent;
        private volatile String last = "";

        private Trier(String arguments) {
            thread = Thread.ofVirtual().start(() -> {
                while (!ends) {
                    try {
                        last = call(arguments);
                        sent |= last.contains("sent\\n");
                    } catch (Exception failed) {
                        last = failed.toString();
                    }
                }
            });
        }

        private void end() throws InterruptedException {
            ends = true;
            thread.join();
        }
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private String send(String amount) throws Exception {
        return call("{\"amount\": " + amount + "}");
    }

    private String call(String arguments) throws Exception {
        return scene.ask("tools/call", "\"name\": \"send\", \"arguments\": " + arguments)
                .toString();
    }

    @Test
    void decideByTheTypesOfTheSchema() throws Exception {
        HttpPeer _ = start();
        scene.policy(OPEN + "@reason(\"large sums are sent by people\") forbid(principal, action =="
                + " Action::\"bank/send\", resource) when { context.input has amount && context.input.amount > 100 };");
        assertThat(send("100")).contains("sent");
        assertThat(send("101")).contains("large sums are sent by people").doesNotContain("sent\\n");
        assertThat(send("\"101\"")).doesNotContain("sent\\n");
        assertThat(send("1e2")).contains("sent");
        assertThat(send("99999999999999999999")).doesNotContain("sent\\n");
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
        offers(bank, "close", "\"yes\": {\"type\": \"boolean\"}");
        heardAnew("30s", false);
        assertThat(scene.call("close").toString()).contains("could not be decided");
    }

    /// Else one server could keep all the others from starting again. What was not in force before is a mistake still.
    @Test
    void aToolThatChangesLeavesInForceWhatWas() throws Exception {
        HttpPeer bank = start();
        String policy = OPEN + "forbid(principal, action == Action::\"bank/send\", resource) when {"
                + " context.input has amount && context.input.amount > 100 };";
        scene.policy(policy);
        offers(bank, "send", "\"amount\": {\"type\": \"string\"}");
        heardAnew("30s", false);
        scene.started().reload(scene.configuration());
        assertThat(scene.started().changes().toString()).doesNotContain("configuration-refused");
        assertThat(send("\"5\"")).contains("could not be decided");
        scene.policy(policy.replace("100", "101"));
        assertThat(scene.started().changes().toString()).contains("configuration-refused");
        assertThat(send("\"5\"")).contains("could not be decided");
    }

    /// Else a server that changes a tool would keep whoever notices it from forbidding anything.
    @Test
    void aToolThatChangesKeepsNobodyFromWritingOthers() throws Exception {
        HttpPeer bank = start();
        String policy = OPEN + "forbid(principal, action == Action::\"bank/send\", resource) when {"
                + " context.input has amount && context.input.amount > 100 };\n";
        offersTwo(bank, "integer");
        heardAnew("29s", true);
        scene.policy(policy);
        offersTwo(bank, "string");
        heardAnew("30s", false);
        assertThat(scene.call("close").toString()).contains("sent");
        scene.policy(
                policy + "@reason(\"nobody closes\") forbid(principal, action, resource == Tool::\"bank/close\");");
        assertThat(scene.call("close").toString()).contains("nobody closes");
        assertThat(send("\"5\"")).contains("could not be decided");
    }

    /// A comparison with another type is just untrue, and an argument of another name is not there: a server could turn
    /// a `forbid` off so, and a model that is talked into it would get through.
    @Test
    void aToolThatChangesTurnsNoForbidOff() throws Exception {
        HttpPeer bank = start();
        scene.policy(OPEN + "forbid(principal, action == Action::\"bank/send\", resource) when {"
                + " context.input has note && context.input.note == \"evil\" };");
        assertThat(call("{\"note\": \"good\"}")).contains("sent");
        assertThat(call("{\"note\": \"evil\"}")).contains("tool-not-allowed");

        offers(bank, "send", "\"note\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}}");
        Trier trier = new Trier("{\"note\": [\"evil\"]}");
        heardAnew("30s", false);
        Awaitility.await().until(() -> trier.last.contains("could not be decided"));
        trier.end();
        assertThat(trier.sent).as("no call slips through between").isFalse();
        scene.started().reload(scene.configuration()); // as at a start
        assertThat(call("{\"note\": [\"evil\"]}")).contains("could not be decided");

        offers(bank, "send", "\"memo\": {\"type\": \"string\"}");
        heardAnew("31s", false);
        assertThat(call("{\"memo\": \"evil\"}")).contains("could not be decided");
        scene.started().reload(scene.configuration());
        assertThat(call("{\"memo\": \"evil\"}")).contains("could not be decided");

        offers(bank, "send", "\"note\": {\"type\": \"string\"}, \"more\": {\"type\": \"string\"}");
        heardAnew("32s", true);
        Awaitility.await().until(() -> call("{\"note\": \"good\"}").contains("sent"));
        assertThat(call("{\"note\": \"evil\"}")).contains("tool-not-allowed");
    }

    /// What has no type can be asked for as well.
    @Test
    void aToolThatLosesAnArgumentWithoutTypeTurnsNoForbidOff() throws Exception {
        HttpPeer bank = start();
        offers(bank, "send", "\"any\": {}");
        scene.started().reload(scene.configuration().replace("\" }", "\", deadline: 29s }"));
        Awaitility.await().until(() -> scene.ask("tools/list", "").toString().contains("\"any\""));
        scene.policy(OPEN + "forbid(principal, action == Action::\"bank/send\", resource) when {"
                + " context.input has any };");
        assertThat(call("{\"any\": 1}")).contains("tool-not-allowed");
        offers(bank, "send", "\"other\": {}");
        heardAnew("30s", false);
        Awaitility.await().until(() -> call("{\"other\": 1}").contains("could not be decided"));
    }
}

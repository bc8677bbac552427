package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.Balancer;
import io.tidegate.crypto.KeyRing;
import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.endtoend.Served.Listening;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Does a client of the stateful era have all of `server-everything` through the gateway: what asks it for a form
/// or a sentence, resources and their changes, prompts and completions? And one of the stateless era the changes?
@Tag("end-to-end")
final class EverythingEndToEndTest {
    private static final String ANSWERS = """
            {"elicitation": {"action": "accept", "content": {"name": "Ada", "integer": 7}},
             "sampling": "the tide is high"}""";
    private static final String WATCHED = "demo://resource/dynamic/text/1";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everythingComesThroughFromPipes() throws IOException {
        Steps _ = converse(Setup.open().stdio("peer", Served.EVERYTHING_STDIO.command(folder)), Target.Http::new);
    }

    @Test
    void everythingComesThroughTheShim() throws IOException {
        Steps _ = converse(
                Setup.open().stdio("peer", Served.EVERYTHING_STDIO.command(folder)),
                url -> new Target.Stdio(Gateway.command("connect", url.toString())));
    }

    @Test
    void everythingComesThroughFromHttp() throws IOException {
        try (Listening server = Listening.start(Served.EVERYTHING_HTTP.command(folder), folder)) {
            Steps steps = converse(Setup.open().http("peer", server.url()), Target.Http::new);
            assertThat(steps.toolNames())
                    .as("what it lists to clients with roots")
                    .contains("get-roots-list");
        }
    }

    /// The server tells only the session in which the tool was called.
    @Test
    void aModernClientHearsWhatItsCallsBringAbout() throws IOException {
        try (Listening server = Listening.start(Served.EVERYTHING_HTTP.command(folder), folder);
                Gateway gateway = Gateway.start(Setup.open().http("peer", server.url()), folder)) {
            gateway.awaitServer("peer");
            Plan plan = Plan.list()
                    .step("subscriptions/listen {\"resourceSubscriptions\": [\"" + WATCHED + "\"]}")
                    .step("tools/call {\"name\": \"toggle-subscriber-updates\", \"arguments\": {}}")
                    .step("await notifications/resources/updated");
            Steps steps = Client.TYPESCRIPT_V2_MODERN.run(new Target.Http(gateway.url()), plan, folder);
            assertThat(steps.result("subscriptions/listen").path("honored").toString())
                    .contains(WATCHED);
            assertThat(steps.result("await notifications/resources/updated")
                            .path("uri")
                            .asString())
                    .isEqualTo(WATCHED);
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    /// Each request comes to another node than the one before: a session is at home at one of them, and so is a call
    /// that waits for its client.
    @Test
    void everythingComesThroughTwoNodes() throws Exception {
        try (Listening server = Listening.start(Served.EVERYTHING_HTTP.command(folder), folder);
                Balancer front = new Balancer();
                Balancer toA = new Balancer();
                Balancer toB = new Balancer();
                Gateway a = node("a", server, List.of(front, toA, toB));
                Gateway b = node("b", server, List.of(front, toA, toB))) {
            front.to(List.of(a.url().getPort(), b.url().getPort()));
            toA.to(List.of(a.url().getPort()));
            toB.to(List.of(b.url().getPort()));
            a.awaitServer("peer");
            b.awaitServer("peer");
            Target balanced = new Target.Http(front.url().resolve("/mcp"));
            Steps older = Client.TYPESCRIPT_V1.run(balanced, plan(), folder);
            checkQuestions(older);
            checkResources(older);
            checkPrompts(older);
            Plan modern = Plan.list()
                    .answers(ANSWERS)
                    .call(new Call("trigger-elicitation-request", "{}"))
                    .call(new Call("trigger-sampling-request", "{\"prompt\": \"the tide\"}"));
            checkQuestions(Client.TYPESCRIPT_V2_MODERN.run(balanced, modern, folder));
            List<JsonNode> records = new ArrayList<>(Recorded.calls(a));
            records.addAll(Recorded.calls(b));
            assertThat(records)
                    .extracting(record -> record.path("decision").asString(""))
                    .containsOnly("released", "passed-on")
                    .contains("passed-on");
            assertThat(a.stop()).as(a.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            assertThat(b.stop()).as(b.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    private Gateway node(String name, Listening server, List<Balancer> ways) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path keys = Files.createDirectories(home.resolve("state")).resolve("keys");
        if (name.equals("a")) {
            var _ = KeyRing.open(keys, new SecureRandom());
        } else {
            Files.createDirectory(
                    keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.copy(
                    folder.resolve("a/state/keys/sessions.key"),
                    keys.resolve("sessions.key"),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        String nodes = "{ a: \"" + ways.get(1).url() + "\", b: \"" + ways.get(2).url() + "\" }";
        return Gateway.start(
                Setup.open()
                        .http("peer", server.url())
                        .more("allowed-hosts: [\"127.0.0.1:" + ways.get(0).url().getPort() + "\"]")
                        .more("cluster: { node: " + name + ", nodes: " + nodes + " }"),
                home);
    }

    private Steps converse(Setup setup, Function<URI, Target> reach) throws IOException {
        try (Gateway gateway = Gateway.start(setup, folder)) {
            gateway.awaitServer("peer");
            Steps steps = Client.TYPESCRIPT_V1.run(reach.apply(gateway.url()), plan(), folder);
            checkQuestions(steps);
            checkResources(steps);
            checkPrompts(steps);
            checkTrail(Recorded.calls(gateway));
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            return steps;
        }
    }

    private static Plan plan() {
        return Plan.list()
                .answers(ANSWERS)
                .call(new Call("trigger-elicitation-request", "{}"))
                .call(new Call("trigger-sampling-request", "{\"prompt\": \"the tide\"}"))
                .step("resources/list")
                .step("resources/templates/list")
                .step("resources/read {\"uri\": \"" + WATCHED + "\"}")
                .step("resources/subscribe {\"uri\": \"" + WATCHED + "\"}")
                .step("tools/call {\"name\": \"toggle-subscriber-updates\", \"arguments\": {}}")
                .step("await notifications/resources/updated")
                .step("resources/unsubscribe {\"uri\": \"" + WATCHED + "\"}")
                .step("prompts/list")
                .step("prompts/get {\"name\": \"args-prompt\", \"arguments\": {\"city\": \"Brest\"}}")
                .step("completion/complete {\"ref\": {\"type\": \"ref/prompt\", \"name\": \"completable-prompt\"},"
                        + " \"argument\": {\"name\": \"name\", \"value\": \"\"},"
                        + " \"context\": {\"arguments\": {\"department\": \"Sales\"}}}");
    }

    private static void checkQuestions(Steps steps) {
        List<JsonNode> forms = steps.asked("elicitation/create");
        assertThat(forms).as(steps.context()).hasSize(1);
        assertThat(forms.getFirst().path("message").asString()).contains("Please provide inputs", "peer");
        assertThat(forms.getFirst().path("requestedSchema").path("properties").propertyNames())
                .contains("name", "titledMultipleSelectEnum");
        assertThat(Steps.text(steps.resultOf("trigger-elicitation-request")))
                .contains("- Name: Ada", "- Favorite Integer: 7");

        List<JsonNode> prompts = steps.asked("sampling/createMessage");
        assertThat(prompts).as(steps.context()).hasSize(1);
        assertThat(prompts.getFirst().toString()).contains("context: the tide");
        assertThat(Steps.text(steps.resultOf("trigger-sampling-request"))).contains("the tide is high");
    }

    private static void checkResources(Steps steps) {
        assertThat(steps.result("resources/list").path("resources"))
                .as(steps.context())
                .isNotEmpty();
        assertThat(steps.result("resources/templates/list").toString())
                .contains("demo://resource/dynamic/text/{resourceId}");
        assertThat(steps.result("resources/read")
                        .path("contents")
                        .get(0)
                        .path("text")
                        .asString())
                .contains("Resource 1: This is a plaintext resource");
        steps.succeeded("resources/subscribe");
        assertThat(steps.result("await notifications/resources/updated")
                        .path("uri")
                        .asString())
                .isEqualTo(WATCHED);
        steps.succeeded("resources/unsubscribe");
    }

    private static void checkPrompts(Steps steps) {
        assertThat(steps.result("prompts/list").toString()).as(steps.context()).contains("completable-prompt");
        assertThat(steps.result("prompts/get").toString()).contains("What's weather in Brest?");
        assertThat(steps.result("completion/complete")
                        .path("completion")
                        .path("values")
                        .toString())
                .isEqualTo("[\"David\",\"Eve\",\"Frank\"]");
    }

    /// A call that asked stands there twice, the second time with what it goes on with.
    private static void checkTrail(List<JsonNode> records) {
        assertThat(records)
                .allMatch(record -> record.path("decision").asString("").equals("released"));
        assertThat(Recorded.legs(records, "trigger-elicitation-request")).hasSize(2);
        assertThat(Recorded.legs(records, "trigger-sampling-request")).hasSize(2);
        assertThat(records)
                .extracting(record -> record.path("method").asString(""))
                .contains("resources/read", "resources/subscribe", "prompts/get", "completion/complete");
    }
}

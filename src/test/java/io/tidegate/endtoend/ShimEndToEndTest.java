package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.endtoend.Served.Listening;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Has a client that starts `tidegate connect` all that one over HTTP has, with the official clients of both eras?
@Tag("end-to-end")
final class ShimEndToEndTest {
    private static final String ANSWERS = """
            {"elicitation": {"action": "accept", "content": {"name": "Ada", "integer": 7}},
             "sampling": "the tide is high"}""";
    private static final String WATCHED = "demo://resource/dynamic/text/1";

    @TempDir
    private Path folder = Path.of("");

    private static Target shim(Gateway gateway) {
        return new Target.Stdio(Gateway.command("connect", gateway.url().toString()));
    }

    /// Over stdio no client sends headers; the gateway wants them all the same.
    @ParameterizedTest
    @EnumSource(names = {"TYPESCRIPT_V1", "TYPESCRIPT_V2_LEGACY", "TYPESCRIPT_V2_MODERN", "PYTHON_MODERN"})
    void argumentsThatStandInHeadersArrive(Client client) throws IOException {
        try (Listening server = Listening.start(Served.FIXTURE_MODERN_HTTP.command(folder), folder);
                Gateway gateway = Gateway.start(Setup.open().http("peer", server.url()), folder)) {
            gateway.awaitServer("peer");
            Steps steps = client.run(
                    shim(gateway), Plan.list().call(new Call("regional", "{\"region\": \"d\u00e9\"}")), folder);
            assertThat(Steps.text(steps.resultOf("regional")))
                    .as(steps.context())
                    .isEqualTo("in d\u00e9");
        }
    }

    /// A server of the older era asks a client of the newer one, and tells it what changed.
    @Test
    void serversAskAndTellClientsOfTheNewerEra() throws IOException {
        try (Gateway gateway =
                Gateway.start(Setup.open().stdio("peer", Served.EVERYTHING_STDIO.command(folder)), folder)) {
            gateway.awaitServer("peer");
            Plan plan = Plan.list()
                    .answers(ANSWERS)
                    .call(new Call("trigger-elicitation-request", "{}"))
                    .call(new Call("trigger-sampling-request", "{\"prompt\": \"the tide\"}"))
                    .step("subscriptions/listen {\"resourceSubscriptions\": [\"" + WATCHED + "\"]}")
                    .step("tools/call {\"name\": \"toggle-subscriber-updates\", \"arguments\": {}}")
                    .step("await notifications/resources/updated");
            Steps steps = Client.TYPESCRIPT_V2_MODERN.run(shim(gateway), plan, folder);
            assertThat(steps.asked("elicitation/create")).as(steps.context()).hasSize(1);
            assertThat(Steps.text(steps.resultOf("trigger-elicitation-request")))
                    .contains("- Name: Ada");
            assertThat(Steps.text(steps.resultOf("trigger-sampling-request"))).contains("the tide is high");
            assertThat(steps.result("await notifications/resources/updated")
                            .path("uri")
                            .asString())
                    .isEqualTo(WATCHED);
        }
    }
}

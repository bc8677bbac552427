package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Does every official client get from every server through Tidegate what it gets directly, whatever their eras?
/// Run one: `mvn test -Dtests.groups=end-to-end -Dtests.excluded= -Dtest=EndToEndTest#everyClientReachesEveryServer`.
@Tag("end-to-end")
final class EndToEndTest {
    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> pairs() {
        return Arrays.stream(Served.values())
                .flatMap(served -> Arrays.stream(Client.values()).map(client -> arguments(client, served)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyClientReachesEveryServer(Client client, Served served) throws IOException {
        if (served.onHttp()) {
            try (Served.Listening server = Served.Listening.start(served.command(folder), folder)) {
                converse(client, served, Setup.open().http("peer", server.url()));
                if (served.tellsCancellation()) {
                    server.awaitCancelled();
                }
            }
        } else {
            converse(client, served, Setup.open().stdio("peer", served.command(folder)));
        }
    }

    private void converse(Client client, Served served, Setup setup) throws IOException {
        try (Gateway gateway = Gateway.start(setup, folder)) {
            gateway.awaitServer("peer");
            Conversation.check(client, served, new Target.Http(gateway.url()), folder);
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    /// The shim: a client that knows only stdio starts `tidegate connect URL`.
    @ParameterizedTest
    @EnumSource(names = {"TYPESCRIPT_V1", "TYPESCRIPT_V2_MODERN", "PYTHON_LEGACY"})
    void connectBridgesStdioClients(Client client) throws IOException {
        Setup setup = Setup.open().stdio("peer", Served.FIXTURE_MODERN_STDIO.command(folder));
        try (Gateway gateway = Gateway.start(setup, folder)) {
            List<String> shim = Gateway.command("connect", gateway.url().toString());
            Conversation.check(client, Served.FIXTURE_MODERN_STDIO, new Target.Stdio(shim), folder);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern", "auto"})
    void inspectorCallsThroughGateway(String era) throws IOException {
        Setup setup = Setup.open().stdio("peer", Served.EVERYTHING_STDIO.command(folder));
        try (Gateway gateway = Gateway.start(setup, folder)) {
            assertThat(Inspector.listTools(gateway.url(), era, folder)).contains("echo");
            Call call = new Call("echo", "{\"message\": \"tide\"}");
            assertThat(Steps.text(Inspector.call(gateway.url(), era, call, folder)))
                    .isEqualTo("Echo: tide");
        }
    }

    @Test
    void severalServersStandBehindOneEndpoint() throws IOException {
        Setup setup = Setup.open()
                .stdio("everything", Served.EVERYTHING_STDIO.command(folder))
                .stdio("fixture", Served.FIXTURE_MODERN_STDIO.command(folder));
        Call legacy = new Call("echo", "{\"message\": \"one\"}").at("everything");
        Call modern = new Call("echo", "{\"text\": \"two\"}").at("fixture");
        try (Gateway gateway = Gateway.start(setup, folder)) {
            Steps steps = Client.TYPESCRIPT_V1.run(
                    new Target.Http(gateway.url()), Plan.list().call(legacy).call(modern), folder);
            assertThat(steps.toolNames()).contains("everything__echo", "fixture__echo", "fixture__slow");
            assertThat(steps.results()).extracting(Steps::text).containsExactly("Echo: one", "two");
            assertThat(steps.results()).allMatch(Steps::isMarked);
        }
    }

    /// Without a policy that permits it, a tool is neither shown nor called.
    @Test
    void toolThatPolicyDoesNotPermitIsNeitherShownNorCalled() throws IOException {
        Setup setup = Setup.open()
                .stdio("peer", Served.FIXTURE_LEGACY_STDIO.command(folder))
                .policy("forbid (principal, action, resource);\n");
        try (Gateway gateway = Gateway.start(setup, folder)) {
            Steps steps = Client.TYPESCRIPT_V1.run(
                    new Target.Http(gateway.url()), Plan.list().call(new Call("echo", "{\"text\": \"tide\"}")), folder);
            assertThat(steps.toolNames()).isEmpty();
            assertThat(steps.lines().toString()).doesNotContain("\"text\":\"tide\"");
            assertThat(gateway.log()).noneMatch(line -> line.contains("echo called"));
        }
    }

    /// One server hangs: calls to another are answered, and the gateway still stops in time.
    @Test
    void serverThatHangsDelaysNobodyElse() throws IOException {
        Setup setup = Setup.open()
                .stdio("hanging", Peers.node("hostile.mjs", "--mode", "hang", "--stdio"))
                .stdio("peer", Served.FIXTURE_MODERN_STDIO.command(folder));
        try (Gateway gateway = Gateway.start(setup, folder);
                RunningProgram waiting = Client.TYPESCRIPT_V1.start(
                        new Target.Http(gateway.url()),
                        Plan.list().call(new Call("hanging__echo", "{\"text\": \"never\"}")),
                        folder)) {
            Steps steps = Client.TYPESCRIPT_V2_MODERN.run(
                    new Target.Http(gateway.url()),
                    Plan.list().call(new Call("peer__echo", "{\"text\": \"tide\"}")),
                    folder);
            assertThat(Steps.text(steps.results().getFirst())).isEqualTo("tide");
            assertThat(gateway.stop()).isIn(Gateway.STOPPED_CLEAN);
            waiting.awaitEnd(Duration.ofSeconds(60));
        }
    }
}

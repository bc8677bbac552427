package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.endtoend.Served.Listening;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Do clients of both eras reach a server on pipes that `supergateway` put on HTTP, with sessions, without, and with
/// the event streams of 2024-11-05?
@Tag("end-to-end")
final class SupergatewayEndToEndTest {
    private static final String SUPERGATEWAY = "node_modules/supergateway/dist/index.js";

    /// How `supergateway` is told to speak.
    enum Speaks {
        STATEFUL,
        STATELESS,
        EVENTS;

        /// Where it does.
        private String path() {
            return this == EVENTS ? "/sse" : "/mcp";
        }

        private Stream<String> words() {
            return switch (this) {
                case STATEFUL -> Stream.of("--outputTransport", "streamableHttp", "--stateful");
                case STATELESS -> Stream.of("--outputTransport", "streamableHttp");
                case EVENTS -> Stream.of("--outputTransport", "sse");
            };
        }
    }

    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> sessions() {
        return Stream.of(Speaks.values()).flatMap(speaks -> Stream.of(Client.TYPESCRIPT_V1, Client.TYPESCRIPT_V2_MODERN)
                .map(client -> Arguments.arguments(speaks, client)));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void serverBehindItIsReached(Speaks speaks, Client client) throws IOException {
        try (Listening server = Listening.start(command(speaks), folder)) {
            Setup setup = Setup.open().http("peer", server.url().resolve(speaks.path()));
            try (Gateway gateway = Gateway.start(setup, folder)) {
                gateway.awaitServer("peer");
                Steps steps = client.run(new Target.Http(gateway.url()), plan(), folder);
                check(steps);
                assertThat(Recorded.calls(gateway))
                        .allMatch(call -> call.path("decision").asString("").equals("released"));
                assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            }
        }
    }

    private List<String> command(Speaks speaks) {
        String served = Served.EVERYTHING_STDIO.command(folder).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        List<String> words = Stream.concat(
                        Stream.of("--stdio", served, "--port", "0", "--logLevel", "none"), speaks.words())
                .toList();
        return Peers.nodeTellingPort(SUPERGATEWAY, words.toArray(String[]::new));
    }

    private static Plan plan() {
        return Plan.list()
                .call(new Call("echo", "{\"message\": \"tide\"}"))
                .call(new Call("get-sum", "{\"a\": 2, \"b\": 3}"))
                .step("resources/list")
                .step("prompts/get {\"name\": \"args-prompt\", \"arguments\": {\"city\": \"Brest\"}}");
    }

    private static void check(Steps steps) {
        assertThat(steps.toolNames()).as(steps.context()).contains("echo", "get-sum");
        assertThat(Steps.text(steps.resultOf("echo"))).isEqualTo("Echo: tide");
        assertThat(Steps.text(steps.resultOf("get-sum"))).contains("5");
        assertThat(steps.result("resources/list").path("resources"))
                .as(steps.context())
                .isNotEmpty();
        JsonNode prompt = steps.result("prompts/get").path("messages");
        assertThat(prompt.toString()).contains("What's weather in Brest?");
    }
}

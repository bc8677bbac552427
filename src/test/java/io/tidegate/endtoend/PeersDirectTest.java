package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidegate.endtoend.Client.Plan;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Do the outside clients and servers work with each other, without Tidegate? The base line: what fails here is not
/// ours.
@Tag("end-to-end")
final class PeersDirectTest {
    @TempDir
    private Path home = Path.of("");

    /// Every client with every server that speaks its era; `mcp-remote` only reaches URLs.
    static Stream<Arguments> pairs() {
        return Arrays.stream(Client.values()).flatMap(client -> Arrays.stream(Served.values())
                .filter(served -> served.eras().contains(client.era()))
                .filter(served -> client != Client.MCP_REMOTE || served.onHttp())
                .map(served -> arguments(client, served)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void clientAndServerWorkTogether(Client client, Served served) {
        if (served.onHttp()) {
            try (Served.Listening server = Served.Listening.start(served.command(home), home)) {
                Conversation.check(client, served, new Target.Http(server.url()), home);
                if (served.tellsCancellation()) {
                    server.awaitCancelled();
                }
            }
        } else {
            Conversation.check(client, served, new Target.Stdio(served.command(home)), home);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void inspectorCalls(String era) {
        try (Served.Listening server =
                Served.Listening.start(Peers.node("server.mjs", "--http", "0", "--era", "both"), home)) {
            assertThat(Inspector.listTools(server.url(), era, home)).contains("echo", "slow");
            JsonNode result = Inspector.call(server.url(), era, new Call("echo", "{\"text\": \"tide\"}"), home);
            assertThat(Steps.text(result)).isEqualTo("tide");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TYPESCRIPT_V1", "TYPESCRIPT_V2_MODERN"})
    void fixtureLeaksWhatItShould(Client client) {
        String era = client.era().name().toLowerCase(java.util.Locale.ROOT);
        Plan plan = Plan.list()
                .call(new Call("personal", "{}"))
                .call(new Call("fail", "{}"))
                .call(new Call("hidden", "{}"))
                .call(new Call("throw", "{}"));
        Steps steps = client.run(new Target.Stdio(Peers.node("server.mjs", "--stdio", "--era", era)), plan, home);
        List<JsonNode> results = steps.results();
        assertThat(results.get(0).path("structuredContent").path("card").asString())
                .isEqualTo("4242 4242 4242 4242");
        assertThat(results.get(0).path("_meta").toString()).contains("ada.moreau@example.com");
        assertThat(results.get(1).path("isError").asBoolean()).isTrue();
        assertThat(Steps.text(results.get(2))).contains("\u200b", "\u001b[8m");
        assertThat(steps.all("call").get(3).path("error").toString()).contains("ada.moreau@example.com");
    }

    /// Each misbehaviour is on the wire as promised: `expected` is found in what a plain HTTP request gets.
    @ParameterizedTest
    @MethodSource("misbehaviours")
    void hostileServerMisbehaves(String mode, String expected) throws Exception {
        try (Served.Listening server =
                Served.Listening.start(Peers.node("hostile.mjs", "--mode", mode, "--http", "0"), home)) {
            byte[] answer = RawHttp.post(
                    server.url(), Map.of(), """
                    {"jsonrpc":"2.0","id":7,"method":"%s","params":{"name":"echo","arguments":{"text":"tide"}}}""".formatted(mode.endsWith("names") ? "tools/list" : "tools/call"));
            assertThat(new String(answer, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains(expected);
        }
    }

    static Stream<Arguments> misbehaviours() {
        return Stream.of(
                arguments("none", "{\"type\":\"text\",\"text\":\"tide\"}"),
                arguments("two-answers", "second ada.moreau@example.com"),
                arguments("other-id", "\"id\":999999"),
                arguments("id-type", "\"id\":\"7\""),
                arguments("unasked-notifications", "never-given"),
                arguments("unasked-request", "sampling/createMessage"),
                arguments("bad-utf8", "before \u00ff after"),
                arguments("duplicate-keys", "\"content\":[],\"content\":"),
                arguments("result-and-error", "\"error\":{"),
                arguments("control-names", "bell\\u0007"),
                arguments("html-error", "502"),
                arguments("unauthorized", "/steal"));
    }
}

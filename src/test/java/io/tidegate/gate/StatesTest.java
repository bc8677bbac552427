package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Cancellation;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.config.LimitSamples;
import io.tidegate.control.CallLimits;
import io.tidegate.gate.PretendServer.Reply;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatesTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String TOOLS = "[{\"name\":\"read\",\"inputSchema\":" + Samples.ANY_OBJECT + "}]";
    private static final String ASKS = "{\"resultType\":\"input_required\",\"inputRequests\":{\"name\":{\"method\":"
            + "\"elicitation/create\",\"params\":{\"message\":\"Name?\",\"requestedSchema\":{\"type\":\"object\"}}}},"
            + "\"requestState\":\"round\\n1 \\\"of the server\\\"\"}";
    private static final Capabilities FORMS =
            Capabilities.of(JsonDocument.of("{\"elicitation\":{\"form\":{}}}").root());

    @TempDir
    Path folder;

    private final Random random = new Random(3);
    private PretendServer server;
    private WholeGate whole;
    private Gate gate;

    @BeforeEach
    void start() throws IOException {
        server = new PretendServer(TOOLS);
        whole = new WholeGate(folder, server);
        CallLimits two = CallLimits.of(LimitSamples.of("{ calls-per-user: 2/h }"), () -> 0);
        WholeGate.Setup usual = whole.setup();
        gate = whole.gate(new WholeGate.Setup(
                usual.policy(), usual.stops(), two, usual.outgoing(), usual.returned(), usual.deadline()));
        server.answer(params -> params.has("inputResponses")
                ? Reply.text("hello "
                        + params.at("/inputResponses/name/content/name").asString())
                : new Reply.Result(ASKS));
    }

    @AfterEach
    void stop() throws IOException {
        whole.close();
        server.close();
    }

    private Release call(String user, String profile, String params) {
        Caller plain = Samples.caller(user);
        Caller caller =
                new Caller(plain.principal(), plain.client(), plain.source(), FORMS, plain.session(), Optional.empty());
        Message.Request request = new Message.Request(RequestId.of(1), "tools/call", JsonDocument.of(params));
        return gate.pass(
                new Arrival(
                        CallId.next(whole.clock().instant(), random),
                        whole.clock().instant(),
                        caller,
                        profile,
                        ProtocolVersion.V2026_07_28,
                        request,
                        new Cancellation()),
                _ -> {});
    }

    private String asked(String user, String profile, String name) {
        Release release = call(user, profile, "{\"name\":\"" + name + "\",\"arguments\":{\"b\":1,\"a\":\"x\"}}");
        assertThat(release.body()).isInstanceOf(Release.Body.Asking.class);
        return ((Release.Body.Asking) release.body()).state();
    }

    private static String again(String name, String arguments, String state) {
        return "{\"requestState\":\"" + state + "\",\"inputResponses\":{\"name\":{\"action\":\"accept\",\"content\":"
                + "{\"name\":\"Ada\"}}},\"arguments\":" + arguments + ",\"name\":\"" + name + "\"}";
    }

    private static String outcome(Release release) {
        return switch (release.body()) {
            case Release.Body.Judged(var answer) ->
                answer.content().json().root().json();
            case Release.Body.Asking _ -> "asks";
            case Release.Body.Denied(var refusal, var _) -> refusal.reason().code();
            case Release.Body.Spoken _ -> "spoken";
        };
    }

    @Test
    void goesOnWithTheServersOwnStateToTheLetter() {
        String state = asked("alice", "default", "notes__read");
        server.reached();
        Release done = call("alice", "default", again("notes__read", "{ \"a\":\"\\u0078\",\"b\":1 }", state));
        assertThat(outcome(done)).contains("hello Ada");
        JsonNode sent = MAPPER.readTree(server.reached().getFirst()).path("params");
        assertThat(sent.path("requestState").asString()).isEqualTo("round\n1 \"of the server\"");
        assertThat(sent.path("name").asString()).isEqualTo("read");
    }

    @Test
    void serverThatGaveNoStateGetsNone() {
        server.answer(params -> params.has("inputResponses")
                ? Reply.text("done")
                : new Reply.Result(ASKS.replaceAll(",\"requestState\".*", "}")));
        String state = asked("alice", "default", "notes__read");
        server.reached();
        call("alice", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", state));
        assertThat(server.reached().getFirst()).contains("inputResponses").doesNotContain("requestState");
    }

    @Test
    void stateIsOfNoUseToAnybodyElse() {
        String state = asked("alice", "default", "notes__read");
        server.reached();
        assertThat(outcome(call("mallory", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", state))))
                .isEqualTo("state-unknown");
        assertThat(outcome(call("alice", "notes", again("read", "{\"a\":\"x\",\"b\":1}", state))))
                .isEqualTo("state-unknown");
        assertThat(server.reached()).isEmpty();
    }

    @Test
    void stateIsOfNoUseForAnythingElse() {
        String state = asked("alice", "default", "notes__read");
        server.reached();
        assertThat(outcome(call("alice", "default", again("notes__read", "{\"a\":\"y\",\"b\":1}", state))))
                .isEqualTo("state-unknown");
        assertThat(outcome(call("alice", "default", again("vouched__read", "{\"a\":\"x\",\"b\":1}", state))))
                .isEqualTo("state-unknown");
        for (int at : List.of(0, state.length() / 2, state.length() - 1)) {
            char other = state.charAt(at) == 'A' ? 'B' : 'A';
            String changed = state.substring(0, at) + other + state.substring(at + 1);
            assertThat(outcome(call("alice", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", changed))))
                    .isEqualTo("state-unknown");
        }
        assertThat(server.reached()).isEmpty();
    }

    @Test
    void severalLegsCountAsOneCall() {
        for (int call = 0; call < 2; call++) {
            String state = asked("alice", "default", "notes__read");
            assertThat(outcome(call("alice", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", state))))
                    .contains("hello");
        }
        assertThat(outcome(call("alice", "default", "{\"name\":\"notes__read\",\"arguments\":{}}")))
                .isEqualTo("too-many-calls");
    }

    @Test
    void aCallThatWaitsForInputHasNoSlotAndPaysOnce() {
        WholeGate.Setup usual = whole.setup();
        CallLimits tight =
                CallLimits.of(LimitSamples.of("{ rules: [ { per: user, at-once: 1, budget: 2/day } ] }"), () -> 0);
        gate = whole.gate(new WholeGate.Setup(
                usual.policy(), usual.stops(), tight, usual.outgoing(), usual.returned(), usual.deadline()));
        String one = asked("alice", "default", "notes__read");
        String two = asked("alice", "default", "notes__read");
        for (String state : List.of(two, one)) {
            assertThat(outcome(call("alice", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", state))))
                    .contains("hello");
        }
        assertThat(outcome(call("alice", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", one))))
                .isEqualTo("budget-used-up");
        assertThat(outcome(call("alice", "default", "{\"name\":\"notes__read\",\"arguments\":{}}")))
                .isEqualTo("budget-used-up");
    }

    @Test
    void stateThatIsUsedAgainIsACallMore() {
        String state = asked("alice", "default", "notes__read");
        String next = again("notes__read", "{\"a\":\"x\",\"b\":1}", state);
        assertThat(outcome(call("alice", "default", next))).contains("hello");
        assertThat(outcome(call("alice", "default", next))).contains("hello");
        server.reached();
        for (int guess = 0; guess < 20; guess++) {
            assertThat(outcome(call("alice", "default", next))).isEqualTo("too-many-calls");
        }
        assertThat(server.reached()).isEmpty();
    }

    /// The decoder of Java takes several texts for the same bytes; each would count as unused.
    @Test
    void stateHasOneSpelling() {
        String state = asked("alice", "default", "notes__read");
        server.reached();
        int spellings = 0;
        for (String last : List.of("=", "==", "")) {
            for (char letter : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
                String spelled = state.substring(0, state.length() - 1) + letter + last;
                if (!spelled.equals(state)) {
                    spellings++;
                    assertThat(outcome(
                                    call("alice", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", spelled))))
                            .isEqualTo("state-unknown");
                }
            }
        }
        assertThat(spellings).isEqualTo(3 * 64 - 1);
        assertThat(server.reached()).isEmpty();
    }

    @Test
    void serverThatAsksWithoutEndIsEnded() {
        server.answer(_ -> new Reply.Result(ASKS));
        String state = asked("alice", "default", "notes__read");
        int rounds = 1;
        Release release = call("alice", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", state));
        while (release.body() instanceof Release.Body.Asking(var _, String next)) {
            rounds++;
            assertThat(rounds).isLessThan(40);
            release = call("alice", "default", again("notes__read", "{\"a\":\"x\",\"b\":1}", next));
        }
        assertThat(outcome(release)).isEqualTo("answer-malformed");
        assertThat(rounds).isBetween(8, 20);
    }
}

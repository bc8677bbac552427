package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Does a server that misbehaves stay its own problem? The client gets one clean answer or error, nothing personal, and
/// the next call works.
@Tag("end-to-end")
final class HostileServerEndToEndTest {
    private static final String MAIL = "ada.moreau@example.com";

    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> overStdio() {
        return Stream.of(
                        "die-mid-answer",
                        "die-on-call",
                        "two-answers",
                        "other-id",
                        "id-type",
                        "no-id",
                        "deep",
                        "unasked-notifications",
                        "unasked-request",
                        "flood",
                        "huge",
                        "huge-line",
                        "bad-utf8",
                        "duplicate-keys",
                        "not-json",
                        "result-and-error",
                        "error-in-secret",
                        "control-names")
                .map(Arguments::of);
    }

    static Stream<Arguments> overHttp() {
        return Stream.of(
                        "die-mid-answer",
                        "die-on-call",
                        "two-answers",
                        "other-id",
                        "id-type",
                        "deep",
                        "unasked-notifications",
                        "unasked-request",
                        "flood",
                        "huge",
                        "bad-utf8",
                        "duplicate-keys",
                        "not-json",
                        "result-and-error",
                        "error-in-secret",
                        "control-names",
                        "html-error",
                        "unauthorized",
                        "redirect",
                        "wrong-type",
                        "empty-ok",
                        "short-body")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("overStdio")
    void staysContainedOverStdio(String mode) throws IOException {
        check(Setup.open().stdio("hostile", Peers.node("hostile.mjs", "--mode", mode, "--stdio")));
    }

    @ParameterizedTest
    @MethodSource("overHttp")
    void staysContainedOverHttp(String mode) throws IOException {
        List<String> command = Peers.node("hostile.mjs", "--mode", mode, "--http", "0");
        try (Served.Listening server = Served.Listening.start(command, folder)) {
            check(Setup.open().http("hostile", server.url()));
        }
    }

    private void check(Setup hostile) throws IOException {
        Setup setup = hostile.stdio("peer", Served.FIXTURE_MODERN_STDIO.command(folder));
        Plan plan = Plan.list()
                .call(new Call("hostile__echo", "{\"text\": \"first\"}"))
                .call(new Call("peer__echo", "{\"text\": \"tide\"}"));
        try (Gateway gateway = Gateway.start(setup, folder)) {
            Steps steps = Client.TYPESCRIPT_V1.run(new Target.Http(gateway.url()), plan, folder);
            List<JsonNode> calls = steps.all("call");
            assertThat(calls).as(steps.context()).hasSize(2);
            assertThat(Steps.text(calls.get(1).path("result")))
                    .as(steps.context())
                    .isEqualTo("tide");
            assertThat(steps.lines().toString()).as(steps.context()).doesNotContain(MAIL, "4242 4242", "/steal");
            assertThat(steps.toolNames()).allMatch(name -> name.matches("[A-Za-z0-9_.-]{1,128}"));
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }
}

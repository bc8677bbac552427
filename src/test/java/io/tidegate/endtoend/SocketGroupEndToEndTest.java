package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who can come in through a Unix socket with a `group`: its members, each by the name of their own account, and no
/// other account?
///
/// Only root can be several accounts. Run by another, the test is the one account that it has: a member of its own
/// group is let in, what the socket says of all others is looked at, and a group that is not its own is refused.
@Tag("end-to-end")
final class SocketGroupEndToEndTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TOOLS = "{\"tools\": [{\"name\": \"read\", \"inputSchema\": {\"type\": \"object\"}}]}";
    private static final String CALL = """
            {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "read", "arguments": {}, "_meta": {
             "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}}}""".replace("\n", "");

    @TempDir
    private Path folder = Path.of("");

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private Path socket() {
        return folder.resolve("t.sock");
    }

    /// A client of this account, with these groups beside its own; it may read our classes, and no more than others do.
    private List<String> connect(String account, String group, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + account,
                "--regid=" + group,
                more.length == 0 ? "--clear-groups" : "--groups=" + String.join(",", more),
                "--inh-caps=-all,+dac_read_search",
                "--ambient-caps=-all,+dac_read_search"));
        command.addAll(connect());
        return command;
    }

    private List<String> connect() {
        return Gateway.command("connect", "--socket", socket().toString());
    }

    /// What its client is answered.
    private String answer(List<String> client) {
        try (RunningProgram program = RunningProgram.start(folder, Map.of(), client)) {
            program.say(CALL);
            return program.awaitOutput(Pattern.compile(".*\"id\":\\s*1.*"), LIMIT)
                    .group();
        }
    }

    private Gateway serve(HttpPeer peer, String group) throws IOException {
        Setup setup = new Setup(
                        Map.of(),
                        Setup.EVERYTHING_ALLOWED,
                        "{ require: [os-user] }",
                        "listen-local: { path: \"%s\", group: \"%s\" }\n".formatted(socket(), group))
                .http("peer", peer.url());
        return Gateway.start(setup, folder).awaitServer("peer");
    }

    private static HttpPeer peer() throws IOException {
        return HttpPeer.modern("{\"tools\":{}}")
                .on("tools/list", turn -> turn.result(TOOLS))
                .on("tools/call", turn -> turn.result("{\"content\": [{\"type\": \"text\", \"text\": \"the tide\"}]}"));
    }

    private static List<String> callers(Gateway gateway) throws IOException {
        return Recorded.calls(gateway).stream()
                .map(call -> call.path("who").path("user").asString())
                .toList();
    }

    /// A group that the test's own account is in.
    private String own() throws IOException {
        return Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
    }

    @Test
    void membersComeInByTheirOwnNameAndOthersDoNot() throws Exception {
        String group = isRoot() ? "daemon" : own();
        try (HttpPeer peer = peer();
                Gateway gateway = serve(peer, group)) {
            PosixFileAttributes file = Files.readAttributes(socket(), PosixFileAttributes.class);
            assertThat(PosixFilePermissions.toString(file.permissions())).isEqualTo("rw-rw----");
            assertThat(file.group().getName()).isEqualTo(group);
            if (isRoot()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
                assertThat(answer(connect("nobody", "nogroup", "daemon"))).contains("the tide");
                assertThat(answer(connect("games", "daemon"))).contains("the tide");
                assertThat(callers(gateway)).containsExactly("os:nobody", "os:games");
                assertThat(answer(connect("nobody", "nogroup")))
                        .contains("\"error\"")
                        .doesNotContain("the tide");
                assertThat(answer(connect("games", "games", "nogroup"))).contains("\"error\"");
                assertThat(callers(gateway)).as("they reached nothing").hasSize(2);
            } else {
                assertThat(answer(connect())).contains("the tide");
                assertThat(callers(gateway)).containsExactly("os:" + System.getProperty("user.name"));
            }
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    @Test
    void aGroupThatIsNotThereOrNotOursIsNoGroup() throws Exception {
        try (HttpPeer peer = peer()) {
            for (String group : isRoot() ? List.of("no-such-group") : List.of("no-such-group", "root")) {
                AssertionError failure = org.junit.jupiter.api.Assertions.assertThrows(
                        AssertionError.class, () -> serve(peer, group).close());
                assertThat(failure.getMessage()).contains("can't use `listen-local`", "`" + group + "`");
                assertThat(socket()).as("nobody is left a socket").doesNotExist();
            }
        }
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class KeysCommandTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));

    @TempDir
    private Path folder;

    private record Ran(int code, String out, String err) {}

    private Ran run(String... arguments) {
        return run(_ -> folder, arguments);
    }

    private static Ran run(KeysCommand.StateFolder state, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new KeysCommand(state, CLOCK, new SecureRandom()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }

    @Test
    void makesListsAndEndsAKey() {
        Ran made = run("create", "alice", "--group", "support", "--group", "staff", "--days", "30");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).matches("tg_[0-9A-Za-z]{49}\\R");
        assertThat(made.err())
                .contains("`alice`, until 2026-03-31")
                .doesNotContain(made.out().strip());

        Ran listed = run("list");
        assertThat(listed.out())
                .containsPattern("key_\\w{11}  active    2026-03-31  never       alice \\[staff, support]")
                .doesNotContain(made.out().strip().substring(3, 12));

        String id = listed.out().lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0];
        assertThat(run("revoke", id).code()).isZero();
        assertThat(run("list").out()).contains(id + "  revoked");
        Ran again = run("revoke", id);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("refused: no key `" + id + "`", "help: ");
    }

    @Test
    void refusesWhatCanBeNoKey() {
        for (String[] arguments : new String[][] {
            {"create", "anonymous"},
            {"create", ""},
            {"create", "alice", "--days", "0"},
            {"create", "alice", "--days", "367"}
        }) {
            Ran ran = run(arguments);
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).startsWith("refused: ");
        }
        assertThat(run("list").out().lines()).hasSize(1);
    }

    @Test
    void passesTheConfigurationOn() {
        Ran ran = run(
                configuration -> {
                    assertThat(configuration).isEqualTo(Optional.of(Path.of("a.yaml")));
                    throw new IOException("`a.yaml` is not there");
                },
                "list",
                "--config",
                "a.yaml");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).isEqualToIgnoringNewLines("could not run: `a.yaml` is not there");
    }
}

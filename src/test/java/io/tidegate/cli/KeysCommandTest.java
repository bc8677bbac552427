package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
        return run((_, _) -> folder, arguments);
    }

    private static Ran run(StorePlace.StateFolder state, String... arguments) {
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
                .contains("`alice`, until 2026-03-31T12:00Z")
                .doesNotContain(made.out().strip());

        Ran listed = run("list");
        assertThat(listed.out())
                .containsPattern(
                        "key_\\w{11}  active    2026-03-31T12:00Z  never              2026-03-01T12:00Z  alice \\[staff, support]")
                .doesNotContain(made.out().strip().substring(3, 12));

        String id = listed.out().lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0];
        assertThat(run("revoke", id).code()).isZero();
        assertThat(run("list").out()).contains(id + "  revoked");
        Ran again = run("revoke", id);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("refused: no key `" + id + "`", "help: ");
    }

    private static String id(Ran listed, int place) {
        return listed.out().lines().skip(1 + place).findFirst().orElseThrow().split(" ", 2)[0];
    }

    private List<String> states() {
        return run("list")
                .out()
                .lines()
                .skip(1)
                .map(line -> line.substring(17, 25).strip())
                .toList();
    }

    @Test
    void replacesAKeyAndSaysUntilWhenTheOldOneWorks() {
        run("create", "alice", "--group", "staff", "--expires", "2026-06-30");
        String old = id(run("list"), 0);
        Ran rotated = run("rotate", "alice", "--overlap", "36h");
        assertThat(rotated.code()).as(rotated.err()).isZero();
        assertThat(rotated.out()).matches("tg_[0-9A-Za-z]{49}\\R");
        assertThat(rotated.err()).contains("until 2026-07-01T00:00Z", old + " works until 2026-03-03T00:00Z");
        Ran listed = run("list");
        assertThat(listed.out())
                .containsPattern(old + "  ending    2026-03-03T00:00Z .*alice \\[staff] replaced by key_");
        assertThat(states()).containsExactlyInAnyOrder("ending", "active");

        Ran again = run("rotate", old);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("refused: the key `" + old + "` was replaced by `key_");
        assertThat(run("rotate", "alice", "--overlap", "0s", "--expires", "30d").code())
                .isZero();
        assertThat(states()).containsExactlyInAnyOrder("ending", "expired", "active");
    }

    @Test
    void asksWhichKeyIsMeantWhereThereAreSeveral() {
        run("create", "alice");
        run("create", "alice");
        Ran several = run("rotate", "alice");
        assertThat(several.code()).isEqualTo(1);
        assertThat(several.err()).contains("`alice` has several keys; name one: key_");
        Ran nobody = run("rotate", "bob");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err()).contains("`bob` has no key in use");
    }

    @Test
    void refusesWhatCanBeNoTime() {
        run("create", "alice");
        for (String[] arguments : new String[][] {
            {"create", "bob", "--expires", "soon"},
            {"create", "bob", "--expires", "2026-02-01"},
            {"create", "bob", "--expires", "2026-03-01T12:00:00Z"},
            {"create", "bob", "--expires", "2028-01-01"},
            {"create", "bob", "--expires", "30d", "--days", "30"},
            {"rotate", "alice", "--overlap", "1"},
            {"rotate", "alice", "--overlap", "91d"},
            {"rotate", "alice", "--overlap", "2026-04-01"},
            {"rotate", "alice", "--expires", "0s"}
        }) {
            Ran ran = run(arguments);
            assertThat(ran.code()).as(String.join(" ", arguments)).isEqualTo(1);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).startsWith("refused: ");
        }
        assertThat(states()).containsExactly("active");
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
                (configuration, tenant) -> {
                    assertThat(configuration).isEqualTo(Optional.of(Path.of("a.yaml")));
                    assertThat(tenant).isEmpty();
                    throw new IOException("`a.yaml` is not there");
                },
                "list",
                "--config",
                "a.yaml");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).isEqualToIgnoringNewLines("could not run: `a.yaml` is not there");
    }
}

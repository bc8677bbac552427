package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does `tidegate replay` say who would have had what otherwise?
class ReplayCommandTest {
    @TempDir
    private Path folder;

    private static String servers(EchoServer echo) {
        return "servers:\n  echo: { url: \"" + echo.url() + "\" }\n";
    }

    private Ran replay(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "replay";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--config";
        all[words.length + 2] = folder.resolve("tidegate.yaml").toString();
        return Ran.of(all);
    }

    private String candidate(String text) throws Exception {
        return Files.writeString(folder.resolve("next.cedar"), text).toString();
    }

    @Test
    void saysWhoWouldHaveLostAndGained() throws Exception {
        try (EchoServer echo = EchoServer.start(List.of("echo", "gone", "new"));
                Started started = Started.in(folder, servers(echo))) {
            Files.writeString(
                    folder.resolve("test.cedar"),
                    "permit(principal, action, resource) unless { resource.name == \"new\" };");
            started.reload(servers(echo));
            for (String tool : List.of("echo", "gone", "gone", "new")) {
                started.call(tool, "");
            }
            String next = candidate("""
                    permit(principal, action, resource)
                    when { !context.arguments.hasTag("/x") };
                    @id("no") forbid(principal, action == Action::"call", resource == Tool::"echo/gone");
                    """);
            Ran ran = replay("--candidate", next, "--since", "1h");
            assertThat(ran.code()).as(ran.err()).isEqualTo(Exit.FINDINGS);
            assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ")))
                    .hasSize(3)
                    .satisfiesOnlyOnce(line -> assertThat(line)
                            .startsWith("loses anonymous echo/gone 2 ")
                            .contains("forbidden by no ("))
                    .satisfiesOnlyOnce(line -> assertThat(line).startsWith("gains anonymous echo/new 1 "))
                    .satisfiesOnlyOnce(line -> assertThat(line)
                            .startsWith("3 differences in ")
                            .endsWith("which one version of the policies had made"));
            assertThat(replay("--candidate", next, "--json").out()).contains("\"what\":\"gains\"", "\"count\":\"1\"");

            Ran check = replay("--check");
            assertThat(check.code()).as(check.toString()).isZero();
            assertThat(check.out()).contains(" decisions judged again by the policies of then: all are as on record");

            Files.move(folder.resolve("state/keys"), folder.resolve("keys-elsewhere"));
            Ran sealed = replay("--candidate", next);
            assertThat(sealed.out())
                    .contains("could not be judged", "its arguments are not on record, or can't be opened")
                    .doesNotContain("loses", "gains");
            Files.move(folder.resolve("keys-elsewhere"), folder.resolve("state/keys"));
        }
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, servers(echo))) {
            started.call("echo", "");
            assertThat(replay().code()).isEqualTo(Exit.USED_WRONGLY);
            assertThat(replay("--check", "--candidate", "x").code()).isEqualTo(Exit.USED_WRONGLY);
            assertThat(replay("--candidate", candidate("permit(")).code()).isEqualTo(Exit.COULD_NOT_RUN);
            assertThat(replay("--check", "--since", "0s").out()).contains("0 decisions judged again");
        }
    }

    /// Whoever reads a trail from its start does not see what is missing.
    @Test
    void saysThatTheTrailIsNotWhatWasWritten() throws Exception {
        try (EchoServer echo = EchoServer.start()) {
            try (Started started = Started.in(folder, servers(echo))) {
                for (int call = 0; call < 3; call++) {
                    started.call("echo", "");
                }
            }
            assertThat(replay("--check").code()).isZero();
            String next = candidate("permit(principal, action, resource);");
            Path trail = trail();
            String whole = Files.readString(trail, StandardCharsets.ISO_8859_1);
            int middle = whole.indexOf("TGR1", whole.indexOf("\"echo\""));
            for (String changed : List.of(
                    whole.substring(0, middle) + "\0".repeat(whole.length() - middle), // cut
                    whole.substring(0, middle) + "\0\0\0\0" + whole.substring(middle + 4))) {
                Files.writeString(trail, changed, StandardCharsets.ISO_8859_1);
                for (Ran ran : List.of(replay("--check"), replay("--candidate", next), replay("--check", "--json"))) {
                    assertThat(ran.code()).as(ran.toString()).isEqualTo(Exit.FINDINGS);
                    assertThat(ran.out()).contains("the trail is NOT what was written");
                }
            }
        }
    }

    private Path trail() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith("segment-0000000001.trail"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

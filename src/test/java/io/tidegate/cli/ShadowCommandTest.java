package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Are policies that decide nothing compared with those that do, and does nothing of them reach anybody?
class ShadowCommandTest {
    private static final String CANDIDATE = """
            @id("next") @reason("secret plans") permit(principal, action == Action::"call", resource)
            when { !context.arguments.hasTag("/x") };
            @id("hold") @require("approval") forbid(principal, action == Action::"call", resource == Tool::"echo/hold");
            @id("no") forbid(principal, action == Action::"call", resource == Tool::"echo/gone");
            """;

    @TempDir
    private Path folder;

    private static String servers(EchoServer echo) {
        return "servers:\n  echo: { url: \"" + echo.url() + "\" }\n";
    }

    /// Calls until the candidate was asked, too: nothing waits for it, neither at the start nor where it was slow.
    private static String compared(Started started, String tool) {
        AtomicReference<String> answer = new AtomicReference<>("");
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            answer.set(started.call(tool, ""));
            return started.records(RecordKind.SEALED).getLast().contains("{\"what\":\"shadow\",");
        });
        return Objects.requireNonNull(answer.get());
    }

    private Ran shadow(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "shadow";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--config";
        all[words.length + 2] = folder.resolve("tidegate.yaml").toString();
        return Ran.of(all);
    }

    @Test
    void sumsUpWhoWouldHaveWhatOtherwise() throws Exception {
        Files.writeString(folder.resolve("next.cedar"), CANDIDATE);
        try (EchoServer echo = EchoServer.start(java.util.List.of("echo", "hold", "gone", "new"));
                Started started = Started.in(folder, servers(echo))) {
            Files.writeString(
                    folder.resolve("test.cedar"),
                    "permit(principal, action, resource) unless { resource.name == \"new\" };");
            started.reload(servers(echo) + "shadow: { policy: next.cedar }\n");
            for (String tool : new String[] {"echo", "hold", "gone", "gone", "new"}) {
                String answer = compared(started, tool);
                assertThat(answer.contains("done")).isEqualTo(!tool.equals("new"));
                assertThat(answer).doesNotContain("secret plans", "next.cedar", "shadow");
            }
            Ran ran = shadow("--since", "1h");
            assertThat(ran.code()).as(ran.err()).isEqualTo(Exit.FINDINGS);
            assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ")))
                    .hasSize(4)
                    .satisfiesOnlyOnce(line -> assertThat(line)
                            .startsWith("loses anonymous echo/gone 2 ")
                            .contains("forbidden by no (" + folder + "/next.cedar:4)"))
                    .satisfiesOnlyOnce(line -> assertThat(line)
                            .startsWith("gains anonymous echo/new 1 ")
                            .contains("allowed by next ("))
                    .satisfiesOnlyOnce(line -> assertThat(line)
                            .startsWith("asks anonymous echo/hold 1 ")
                            .contains("requires APPROVAL"))
                    .satisfiesOnlyOnce(line ->
                            assertThat(line).startsWith("4 differences in ").contains(" decisions, with"));
            assertThat(shadow("--json").out()).contains("\"what\":\"loses\"", "\"count\":\"2\"");
            assertThat(shadow("--since", "soon").code()).isEqualTo(Exit.USED_WRONGLY);
        }
    }

    @Test
    void aBrokenCandidateChangesNothing() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, servers(echo) + "shadow: { policy: none.cedar }\n")) {
            assertThat(started.call("echo", "")).contains("done");
            Files.writeString(folder.resolve("next.cedar"), "permit(principal, action == Action::\"cal\", resource);");
            started.reload(servers(echo) + "shadow: { policy: next.cedar }\n");
            assertThat(started.changes()).noneMatch(change -> change.contains("configuration-refused"));
            assertThat(started.call("echo", "")).contains("done");
            assertThat(started.records(RecordKind.SEALED)).noneMatch(entry -> entry.contains("shadow"));
            assertThat(shadow().out()).contains("no decision of the last 7d was compared");
            assertThat(shadow().code()).isZero();

            started.reload(servers(echo) + "shadow: { allow: { nobody: [echo__echo] } }\n");
            assertThat(compared(started, "echo")).contains("done");
            assertThat(shadow().out()).contains("loses           anonymous", "no policy permits it");
        }
    }
}

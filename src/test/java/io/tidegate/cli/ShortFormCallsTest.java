package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a running gateway decide by the short form, say so by line, and keep it where the next one is broken?
class ShortFormCallsTest {
    @TempDir
    private Path folder;

    @Test
    void callsAreDecidedByItUntilAWholeOneTakesItsPlace() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, servers(echo))) {
            Files.writeString(folder.resolve("test.cedar"), "");
            started.reload(servers(echo) + "allow: { \"any:caller\": [echo__echo] }\n");
            assertThat(started.call("echo", "")).contains("done");
            assertThat(started.records(RecordKind.SEALED))
                    .last()
                    .asString()
                    .contains("tidegate.yaml#1 (" + folder + "/tidegate.yaml:9)");

            started.reload(
                    servers(echo)
                            + "allow: { \"any:caller\": [{ tools: echo__other, when: 'true }; permit(principal, action, resource) when { true' }] }\n");
            assertThat(started.changes()).last().asString().contains("configuration-refused");
            assertThat(started.call("echo", "")).contains("done");

            started.reload(servers(echo) + "allow:\n  \"any:caller\": [echo__echo]\n  ask: [\"echo__*\"]\n");
            assertThat(started.call("echo", "")).contains("approval-needed").doesNotContain("done");
            assertThat(started.records(RecordKind.SEALED))
                    .last()
                    .asString()
                    .contains(folder + "/tidegate.yaml:11", folder + "/tidegate.yaml:10");
        }
    }

    private static String servers(EchoServer echo) {
        return "servers:\n  echo: { url: \"" + echo.url() + "\" }\n";
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is the short form shown in Cedar, each policy with the line it comes from?
class PolicyShowCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Ran show(String allow, String... more) throws IOException {
        Path file = Files.writeString(
                folder.resolve("tidegate.yaml"), "servers: { crm: { url: 'https://crm.example.com/mcp' } }\n" + allow);
        String[] words = new String[4 + more.length];
        System.arraycopy(new String[] {"policy", "show", "--config", file.toString()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return Ran.of(words);
    }

    @Test
    void showsEachPolicyBelowItsLine() throws IOException {
        Ran ran = show("allow:\n  support:\n    - crm__find\n    - crm__list_*\n");
        assertThat(ran.code()).isEqualTo(Exit.DONE);
        assertThat(ran.out()).isEqualTo("""
                // tidegate.yaml:4
                permit (principal in Group::"support", action == Action::"call", resource == Tool::"crm/find");

                // tidegate.yaml:5
                permit (principal in Group::"support", action == Action::"call", resource in Server::"crm")
                when { resource.name like "list_*" };

                """);
        JsonDocument json = JsonDocument.of(
                show("allow: { support: [crm__find] }\n", "--json").out().strip());
        assertThat(json.root()
                        .get("policies")
                        .orElseThrow()
                        .elements()
                        .iterator()
                        .next()
                        .string("from"))
                .hasValue("tidegate.yaml:2");
    }

    @Test
    void saysWhatIsWrongWithIt() throws IOException {
        Ran ran = show("allow:\n  support: [{ tools: crm__find, when: nonsense }]\n");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("nonsense");
        assertThat(ran.err()).contains("tidegate.yaml:3: ");
    }

    @Test
    void saysNothingWhereThereIsNone() throws IOException {
        Ran ran = show("");
        assertThat(ran.code()).isEqualTo(Exit.DONE);
        assertThat(ran.out()).isEmpty();
    }
}

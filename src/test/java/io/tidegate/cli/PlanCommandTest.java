package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does `tidegate plan` say who gains and who loses which tool?
class PlanCommandTest {
    private static final String TOOLS = """
            {"version": 1, "servers": {"crm": {"heard": "2026-01-01T00:00:00Z", "tools": [
              {"name": "search", "inputSchema": {}, "annotations": {"readOnlyHint": true}},
              {"name": "export", "inputSchema": {}},
              {"name": "delete", "inputSchema": {}}]},
             "gone": {"heard": "2026-01-01T00:00:00Z", "tools": [{"name": "x", "inputSchema": {}}]}}}""";

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/tools.json"), TOOLS);
        configuration("tidegate.yaml", "allow: { support: [crm__search, crm__export], \"user:ada\": [crm__delete] }");
    }

    private void configuration(String name, String allow) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "servers: { crm: { url: \"http://127.0.0.1:1/mcp\" } }\nstate: state\npolicy: []\n" + allow + "\n");
    }

    private Ran plan(String candidate, String... more) {
        String[] words = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "plan",
                                "--config",
                                folder.resolve("tidegate.yaml").toString(),
                                "--candidate",
                                folder.resolve(candidate).toString()),
                        java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return Ran.of(words);
    }

    @Test
    void saysWhoGainsAndLosesWhat() throws IOException {
        configuration(
                "next.yaml",
                "allow: { support: [crm__search], finance: [crm__export], \"user:ada\": [crm__delete], ask: [crm__delete] }");
        Ran ran = plan("next.yaml");
        assertThat(ran.code()).as(ran.err()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ").replace(folder + "/", "")))
                .containsExactlyInAnyOrder(
                        "gains group finance crm__export next.yaml:4",
                        "loses group support crm__export was by tidegate.yaml:4",
                        "asks user ada crm__delete after approval, next.yaml:4, next.yaml:4; was by tidegate.yaml:4",
                        "3 changes, over 3 tools",
                        "2 of the policies are new or changed, 1 are gone; what their conditions on arguments, time and"
                                + " place come to is not compared");
    }

    @Test
    void saysThatNothingChanges() throws IOException {
        configuration("next.yaml", "allow: { \"user:ada\": [crm__delete], support: [crm__search, crm__export] }");
        Ran ran = plan("next.yaml");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("0 changes, over 3 tools", "0 of the policies are new or changed, 0 are gone");
    }

    /// Files of Cedar stand beside the short form, which stays.
    @Test
    void takesFilesOfCedar() throws IOException {
        Files.writeString(
                folder.resolve("next.cedar"),
                "permit(principal in Role::\"auditor\", action == Action::\"call\", resource in Class::\"reads\");"
                        + " forbid(principal, action == Action::\"call\", resource == Tool::\"crm/export\");");
        Ran ran = plan("next.cedar", "--json");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out())
                .contains("\"what\":\"gains\",\"who\":\"role auditor\",\"tool\":\"crm__search\"")
                .contains("\"what\":\"loses\",\"who\":\"group support\",\"tool\":\"crm__export\"", "forbidden by")
                .doesNotContain("crm__delete", "gone__x");
    }

    @Test
    void saysWhatIsWrongWithACandidate() throws IOException {
        Files.writeString(folder.resolve("next.cedar"), "permit(principal, action == Action::\"cal\", resource);");
        Ran ran = plan("next.cedar");
        assertThat(ran.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(ran.err()).contains("next.cedar:1");
        assertThat(plan("none.cedar").err()).contains("there is no such file");
    }
}

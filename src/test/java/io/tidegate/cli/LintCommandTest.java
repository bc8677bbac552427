package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does `tidegate lint` find what it says, at its place?
class LintCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Ran lint(String allow, String cedar) throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/tools.json"), """
                {"version": 1, "servers": {"crm": {"heard": "2026-01-01T00:00:00Z", "tools": [
                  {"name": "search", "inputSchema": {}}, {"name": "export", "inputSchema": {}}]}}}""");
        Files.writeString(folder.resolve("more.cedar"), cedar);
        Path file = Files.writeString(
                folder.resolve("tidegate.yaml"),
                "servers: { crm: { url: \"http://127.0.0.1:1/mcp\" } }\nstate: state\npolicy: more.cedar\n" + allow
                        + "\n");
        return Ran.of("lint", "--config", file.toString());
    }

    @Test
    void findsToolsWithoutARuleSlipsAndWhatDoesNothing() throws IOException {
        Ran ran = lint(
                "allow:\n  support: [\"crm__sea*\"]\n  Sup-port: [crm__search]",
                "forbid(principal in Group::\"Sup-port\", action, resource);");
        assertThat(ran.code()).as(ran.err()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out())
                .contains("tidegate.yaml:6", "permits nothing", "more.cedar:1")
                .contains("`Sup-port` and `support` are two; is one a slip?")
                .containsPattern("crm__export +no policy opens it to anybody")
                .doesNotContainPattern("crm__search +no policy")
                .contains("3 things to look at");
    }

    /// A slip in the head of a `forbid` forbids nothing, and Cedar takes every name.
    @Test
    void findsNamesOfWhatIsNotThere() throws IOException {
        Ran ran = lint("allow: { support: [\"crm__*\"] }", """
                forbid(principal, action, resource == Tool::"crm/exprt");
                forbid(principal, action, resource == Tool::"crm__export");
                forbid(principal, action, resource in Class::"destroy");
                forbid(principal, action, resource in Server::"crmm");
                forbid(principal, action == Action::"read", resource == Resource::"docs/file:///a");
                forbid(principal, action, resource) when { resource in [Server::"crm", Server::"nowhere"] };
                forbid(principal, action, resource == Tool::"crm/export") unless { resource in Class::"reads" };
                """);
        assertThat(ran.code()).as(ran.err()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out().lines().filter(line -> line.contains("more.cedar")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "cedar:1", "`crm` was last heard without such a tool; did you mean `export`?"),
                        line -> assertThat(line)
                                .contains("cedar:2", "no server stands in front: write `Tool::\"SERVER/...\"`"),
                        line -> assertThat(line)
                                .contains(
                                        "cedar:3",
                                        "`Class::\"destroy\"` is no class of tools; did you mean `destroys`?"),
                        line -> assertThat(line)
                                .contains("cedar:4", "`Server::\"crmm\"` is no server here; did you mean `crm`?"),
                        line -> assertThat(line).contains("cedar:5", "`docs` is no server here"),
                        line -> assertThat(line).contains("cedar:6", "`Server::\"nowhere\"` is no server here"));
    }

    @Test
    void saysThatAllIsInOrder() throws IOException {
        Ran ran = lint("allow: { support: [\"crm__*\"] }", "");
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out()).contains("nothing to look at");
    }

    @Test
    void saysThatNoToolsAreKnown() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tidegate.yaml"),
                "servers: { crm: { url: \"http://127.0.0.1:1/mcp\" } }\nallow: { support: [\"crm__*\"] }\n");
        Ran ran = Ran.of("lint", "--config", file.toString());
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out()).contains("no tools are known", "nothing to look at");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Ran ran = lint("allow: { support: [\"crm__*\"] }", "permit(");
        assertThat(ran.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(ran.err()).contains("more.cedar:1");
    }

    @Test
    void nothingOfAPolicySteersATerminal() throws IOException {
        Ran ran = lint("allow: { support: [\"crm__*\"] }", "@\"x\u001b[2J\" permit(principal, action, resource);");
        assertThat(ran.err()).contains("more.cedar:1", "[2J").doesNotContain("\u001b");
    }
}

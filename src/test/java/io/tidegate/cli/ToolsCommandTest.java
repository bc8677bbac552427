package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Does `tidegate tools` say what each tool can do, by whose word, whether servers run or not? And do policies see the
/// same?
@Timeout(60)
class ToolsCommandTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);

    @BeforeEach
    void empty() {
        scene = new Scene(folder);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private static HttpPeer peer(String... tools) throws Exception {
        String list = Arrays.stream(tools)
                .map(tool -> "{\"name\": \"%s\", \"inputSchema\": {}}".formatted(tool))
                .collect(Collectors.joining(","));
        return HttpPeer.modern("{\"tools\": {}}")
                .on("tools/list", turn -> turn.result("{\"resultType\": \"complete\", \"tools\": [" + list + "]}"))
                .on(
                        "tools/call",
                        turn -> turn.result(
                                "{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"done\"}]}"));
    }

    private Ran tools(String... more) {
        String[] words = Stream.concat(
                        Stream.of(
                                "tools",
                                "--config",
                                folder.resolve("tidegate.yaml").toString()),
                        Arrays.stream(more))
                .toArray(String[]::new);
        return Ran.of(words);
    }

    private Map<String, JsonNode> json(String... more) {
        Ran ran = tools(more);
        assertThat(ran.code()).as(ran.err()).isZero();
        return StreamSupport.stream(MAPPER.readTree(ran.out()).path("tools").spliterator(), false)
                .collect(Collectors.toMap(each -> each.path("tool").asString(), each -> each));
    }

    private static String said(Map<String, JsonNode> tools, String tool, String what) {
        return tools.getOrDefault("crm/" + tool, MAPPER.nullNode()).path(what).asString();
    }

    @Test
    void saysWhatRunningServersHadAfterTheyAreGone() throws Exception {
        HttpPeer crm = scene.with(
                "crm", peer("get_order", "add_note", "frob"), ", class: ticketing, classes: { frob: [reads] }");
        scene.start();
        assertThat(scene.ask("tools/list", "").path("result").path("tools")).hasSize(3);
        crm.close();
        Map<String, JsonNode> tools = json("--json");
        assertThat(said(tools, "get_order", "reads")).isEqualTo("yes");
        assertThat(said(tools, "get_order", "sends-out")).isEqualTo("-");
        assertThat(said(tools, "get_order", "returns-private")).isEqualTo("yes");
        assertThat(said(tools, "get_order", "by")).isEqualTo("server class, name");
        assertThat(said(tools, "add_note", "writes")).isEqualTo("yes");
        assertThat(said(tools, "add_note", "destroys")).isEqualTo("?");
        assertThat(said(tools, "frob", "by")).isEqualTo("operator");
        assertThat(tools().out()).contains("3 tools of 1 server", "?: nobody says, so it counts as yes (1 tool)");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("state").resolve("tools.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void asksServersOfWhichNothingIsKnown() throws Exception {
        scene.with("crm", peer("get_order"));
        Files.writeString(
                folder.resolve("tidegate.yaml"), "state: " + folder.resolve("state") + "\n" + scene.configuration());
        assertThat(tools().out()).contains("crm/get_order", "1 tool of 1 server");
        Ran unknown = tools("nobody");
        assertThat(unknown.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(unknown.err()).contains("no server `nobody` is configured");
    }

    @Test
    void saysWhichServersAreSilent() throws Exception {
        scene.with("crm", peer("get_order"));
        HttpPeer gone = scene.with("gone", peer("x"));
        gone.close();
        Files.writeString(
                folder.resolve("tidegate.yaml"), "state: " + folder.resolve("state") + "\n" + scene.configuration());
        assertThat(tools().out()).contains("not heard: gone");
    }

    /// What the table says is what decides: in lists and calls.
    @Test
    void policiesGoByTheSame() throws Exception {
        scene.with("crm", peer("get_order", "delete_order", "frob"), ", class: ticketing, classes: { frob: [writes] }");
        scene.with("other", peer("get_order"));
        scene.start();
        scene.policy(
                "permit(principal, action, resource in Class::\"reads\"); permit(principal, action, resource) unless"
                        + " { resource in Class::\"destroys\" };");
        assertThat(scene.ask("tools/list", "").path("result").path("tools"))
                .extracting(tool -> tool.path("name").asString())
                .containsExactlyInAnyOrder("crm__frob", "crm__get_order");
        assertThat(scene.call("crm__get_order")
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString())
                .contains("done");
        assertThat(scene.call("other__get_order").toString()).doesNotContain("done");
    }
}

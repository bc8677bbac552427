package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Is the escape of a real file server stopped? Its release of 2025.3.28 compares beginnings of paths, so it lets
/// callers into `reports-secret` beside its folder `reports`.
@Tag("end-to-end")
final class FilesystemEscapeEndToEndTest {
    private static final String SERVER = "node_modules/filesystem-2025-3-28/dist/index.js";
    private static final String SECRET = "the merger is on";

    @TempDir
    private Path folder = Path.of("");

    private Path reports = Path.of("");

    @BeforeEach
    void writes() throws IOException {
        folder = folder.toRealPath();
        reports = Files.createDirectories(folder.resolve("srv/reports"));
        Files.createDirectories(folder.resolve("srv/reports-secret"));
        Files.writeString(reports.resolve("a.txt"), "the tide is high");
        Files.writeString(folder.resolve("srv/reports-secret/a.txt"), SECRET);
    }

    private Plan plan() {
        return Plan.list()
                .call(read("srv/reports/a.txt"))
                .call(read("srv/reports-secret/a.txt"))
                .call(new Call(
                        "write_file",
                        "{\"path\": \"" + folder.resolve("srv/reports-secret/new.txt") + "\", \"content\": \"x\"}"))
                .call(new Call(
                        "read_multiple_files",
                        "{\"paths\": [\"" + reports.resolve("a.txt") + "\", \"" + reports
                                + "/../reports-secret/a.txt\"]}"));
    }

    private Call read(String path) {
        return new Call("read_file", "{\"path\": \"" + folder.resolve(path) + "\"}");
    }

    /// What fails here is not ours: without it the other test would show nothing.
    @Test
    void theServerItselfLetsCallersIntoTheNeighbour() {
        Steps steps =
                Client.TYPESCRIPT_V1.run(new Target.Stdio(Peers.node(SERVER, reports.toString())), plan(), folder);
        List<JsonNode> results = steps.results();
        assertThat(Steps.text(results.get(0))).contains("the tide is high");
        assertThat(Steps.text(results.get(1))).as(steps.context()).contains(SECRET);
        assertThat(folder.resolve("srv/reports-secret/new.txt")).exists();
        assertThat(Steps.text(results.get(3))).contains(SECRET);
    }

    @Test
    void aGuardKeepsThemOut() throws IOException {
        Setup setup = Setup.open()
                .stdio("files", Peers.node(SERVER, reports.toString()))
                .keys(
                        "files",
                        "guards: [{ path: { in: [path, paths, source, destination], roots: [\"" + reports + "\"] } }]");
        try (Gateway gateway = Gateway.start(setup, folder)) {
            gateway.awaitServer("files");
            Steps steps = Client.TYPESCRIPT_V1.run(new Target.Http(gateway.url()), plan(), folder);
            List<JsonNode> calls = steps.all("call");
            assertThat(Steps.text(calls.get(0).path("result")))
                    .as(steps.context())
                    .contains("the tide is high");
            for (JsonNode refused : calls.subList(1, 4)) {
                assertThat(refused.toString())
                        .contains("is outside of the folders that are allowed", "path-not-allowed")
                        .doesNotContain(SECRET);
            }
            assertThat(folder.resolve("srv/reports-secret/new.txt")).doesNotExist();
            assertThat(Recorded.calls(gateway).stream()
                            .filter(record -> record.path("reason").asString("").equals("path-not-allowed"))
                            .map(record -> record.path("detail").asString()))
                    .containsExactly("path: outside", "path: outside", "paths: outside");
            assertThat(gateway.log()).noneMatch(line -> line.contains("guards[0]"));
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }
}

package io.tidegate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.scan.ClientFile.Content;
import io.tidegate.scan.FoundServer.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigurationsTest {
    @TempDir
    Path folder;

    private static List<String> names(List<ClientFile> files) {
        return files.stream()
                .flatMap(file ->
                        file.servers().stream().map(server -> file.client().id() + "/" + server.name()))
                .toList();
    }

    @Test
    void findsTheServersOfAllClients() throws IOException {
        Machine machine = Machine.in(folder);
        assertThat(names(ClientConfigurations.find(machine.home(), machine.workspace(), OperatingSystem.LINUX)))
                .containsExactly(
                        "claude-code/github",
                        "claude-code/filesystem",
                        "claude-code/Linear Issues",
                        "claude-code/local-db",
                        "claude-code/search",
                        "claude-code/postgres",
                        "claude-desktop/github",
                        "cursor/filesystem",
                        "cursor/old",
                        "cursor/far",
                        "cursor/off",
                        "cursor/odd",
                        "vs-code/perplexity");
    }

    @Test
    void readsWhatEachServerIs() throws IOException {
        Machine machine = Machine.in(folder);
        List<FoundServer> servers =
                ClientConfigurations.find(machine.home(), machine.workspace(), OperatingSystem.LINUX).stream()
                        .flatMap(file -> file.servers().stream())
                        .toList();
        assertThat(servers.get(3).project()).contains("/work/crm");
        assertThat(servers.get(6).transport())
                .isEqualTo(new Transport.Stdio(
                        "docker",
                        List.of("run", "-i", "ghcr.io/github/github-mcp-server", "--token", "desk-secret"),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(servers.get(8).transport())
                .isEqualTo(new Transport.Http("http://127.0.0.1:9000/sse", Map.of(), true));
        assertThat(servers.get(10).transport()).isEqualTo(new Transport.Unusable("is switched off in the client"));
        assertThat(servers.toString()).doesNotContain("desk-secret").doesNotContain("ghp_");
    }

    @Test
    void looksWhereEachSystemKeepsSettings() throws IOException {
        Path mac = folder.resolve("Library/Application Support/Claude");
        Files.createDirectories(mac);
        Files.writeString(mac.resolve("claude_desktop_config.json"), "{\"mcpServers\":{\"a\":{\"command\":\"x\"}}}");
        Path windows = folder.resolve("AppData/Roaming/Code/User/profiles/-4a/");
        Files.createDirectories(windows);
        Files.writeString(windows.resolve("mcp.json"), "{\"servers\":{\"b\":{\"url\":\"https://b.example/\"}}}");
        Path workspace = folder.resolve("w");
        assertThat(names(ClientConfigurations.find(folder, workspace, OperatingSystem.MACOS)))
                .containsExactly("claude-desktop/a");
        assertThat(names(ClientConfigurations.find(folder, workspace, OperatingSystem.WINDOWS)))
                .containsExactly("vs-code/b");
        assertThat(names(ClientConfigurations.find(folder, workspace, OperatingSystem.LINUX)))
                .isEmpty();
        assertThat(OperatingSystem.named("Mac OS X")).isEqualTo(OperatingSystem.MACOS);
        assertThat(OperatingSystem.named("Windows 11")).isEqualTo(OperatingSystem.WINDOWS);
        assertThat(OperatingSystem.named("Linux")).isEqualTo(OperatingSystem.LINUX);
    }

    @Test
    void reportsAMalformedFileAndGoesOn() throws IOException {
        Machine machine = Machine.in(folder);
        Files.writeString(machine.home().resolve(".cursor/mcp.json"), "{ \"mcpServers\": { \"key\": \"hunter2\" ");
        Files.write(machine.home().resolve(".claude.json"), new byte[] {'{', (byte) 0xff, '}'});
        Files.writeString(machine.workspace().resolve(".mcp.json"), "\n");
        List<ClientFile> files = ClientConfigurations.find(machine.home(), machine.workspace(), OperatingSystem.LINUX);
        assertThat(files.stream().filter(file -> file.content() instanceof Content.Malformed))
                .extracting(ClientFile::client)
                .containsExactly(Client.CLAUDE_CODE, Client.CURSOR);
        assertThat(files.toString()).doesNotContain("hunter2");
        assertThat(names(files)).contains("claude-desktop/github", "vs-code/perplexity");
    }

    @Test
    void takesOddShapesForNoServers() throws IOException {
        Files.writeString(
                folder.resolve(".claude.json"),
                "{\"mcpServers\": [], \"projects\": {\"/a\": 5, \"/b\": {\"mcpServers\": null}}}");
        Files.writeString(
                folder.resolve(".mcp.json"),
                "{\"mcpServers\": {\"a\": 5, \"b\": {\"command\": \"x\", \"args\": [1, true], \"env\": {\"N\": 5}}}}");
        List<ClientFile> files = ClientConfigurations.find(folder, folder, OperatingSystem.LINUX);
        assertThat(names(files)).containsExactly("claude-code/a", "claude-code/b");
        assertThat(files.get(1).servers().get(1).transport())
                .isEqualTo(new Transport.Stdio(
                        "x", List.of("1", "true"), Map.of("N", "5"), Optional.empty(), Optional.empty()));
    }
}

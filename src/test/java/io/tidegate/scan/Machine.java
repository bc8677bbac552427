package io.tidegate.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// A machine with clients on it, in a folder of its own: all five kinds of files, filled as people's are.
public record Machine(Path home, Path workspace) {
    public static Machine in(Path folder) throws IOException {
        Machine machine = new Machine(folder.resolve("home"), folder.resolve("home/crm"));
        Files.createDirectories(machine.workspace);
        machine.place("claude.json", ".claude.json");
        machine.place("mcp.json", "crm/.mcp.json");
        machine.place("desktop.json", ".config/Claude/claude_desktop_config.json");
        machine.place("cursor.json", ".cursor/mcp.json");
        machine.place("vscode.json", "crm/.vscode/mcp.json");
        return machine;
    }

    private void place(String fixture, String path) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (InputStream in = Objects.requireNonNull(Machine.class.getResourceAsStream(fixture))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(file, text.replace("HOME", home.toString()));
        }
    }
}

package io.tidegate.scan;

import java.util.Arrays;
import java.util.Optional;

/// The MCP clients whose configuration files are known.
public enum Client {
    CLAUDE_CODE("claude-code", "Claude Code", "mcpServers"),
    CLAUDE_DESKTOP("claude-desktop", "Claude Desktop", "mcpServers"),
    CURSOR("cursor", "Cursor", "mcpServers"),
    VS_CODE("vs-code", "VS Code", "servers");

    private final String id;
    private final String title;
    private final String servers;

    Client(String id, String title, String servers) {
        this.id = id;
        this.title = title;
        this.servers = servers;
    }

    /// The word for it on a command line.
    public String id() {
        return id;
    }

    /// Its name for people.
    public String title() {
        return title;
    }

    /// The member of its file that holds the servers.
    String servers() {
        return servers;
    }

    /// The client of this word.
    public static Optional<Client> of(String id) {
        return Arrays.stream(values()).filter(client -> client.id.equals(id)).findFirst();
    }
}

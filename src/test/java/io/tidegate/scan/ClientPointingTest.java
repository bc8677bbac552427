package io.tidegate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientPointingTest {
    private static String pointed(Client client, String file, Set<ClientPointing.Named> taken) throws MalformedJson {
        return new String(
                ClientPointing.pointed(
                        client,
                        file.getBytes(StandardCharsets.UTF_8),
                        taken,
                        new ClientPointing.Target("http://127.0.0.1:8420/mcp", "tidegate")),
                StandardCharsets.UTF_8);
    }

    @Test
    void changesNothingButTheServers() throws MalformedJson {
        String file = """
                {
                  "z" : 1.50,
                  "projects": { "/a": { "mcpServers": { "db": {"command": "x"} }, "n": 1e3 }, "/b": { "mcpServers": {} } },
                  "mcpServers": {
                    "one": { "command": "x" },
                    "two": { "command":   "y" }
                  }, "last": "\\u00e9"
                }
                """;
        assertThat(pointed(
                        Client.CLAUDE_CODE,
                        file,
                        Set.of(
                                new ClientPointing.Named(Optional.empty(), "one"),
                                new ClientPointing.Named(Optional.of("/a"), "db"))))
                .isEqualTo("""
                {
                  "z" : 1.50,
                  "projects": { "/a": { "mcpServers": {}, "n": 1e3 }, "/b": { "mcpServers": {} } },
                  "mcpServers": {
                    "two": { "command":   "y" },
                    "tidegate": {"type":"http","url":"http://127.0.0.1:8420/mcp","headers":{"Authorization":"Bearer ${TIDEGATE_KEY}"}}
                  }, "last": "\\u00e9"
                }
                """);
    }

    @Test
    void addsTheListWhereThereIsNone() throws MalformedJson {
        assertThat(pointed(Client.CLAUDE_DESKTOP, "{}", Set.of())).isEqualTo("""
                {
                  "mcpServers": {
                    "tidegate": {"command":"tidegate","args":["connect","http://127.0.0.1:8420/mcp"]}
                  }
                }""");
        assertThat(pointed(Client.CURSOR, "{\"a\": 1}", Set.of()))
                .startsWith("{\n  \"mcpServers\": {")
                .endsWith("},\"a\": 1}");
    }

    @Test
    void keepsCommentsOutsideTheServers() throws MalformedJson {
        String file = "{\n// why\n\"servers\": {\"a\": {\"command\": \"x\",},},\n}";
        assertThat(pointed(Client.VS_CODE, file, Set.of(new ClientPointing.Named(Optional.empty(), "a"))))
                .startsWith("{\n// why\n\"servers\": {\n  \"tidegate\": {\"type\":\"http\"")
                .endsWith("},\n}");
    }
}

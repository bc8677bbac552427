package io.tidegate.catalog;

import io.tidegate.crypto.Digest;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which tools did each server have when it was last heard? For what is asked while it is not there.
///
/// As a file: `{"version": 1, "servers": {"NAME": {"heard": "2026-01-01T00:00:00Z", "tools": [definition, ...]}}}`.
public record KnownTools(Map<String, Heard> servers) {
    public static final KnownTools NONE = new KnownTools(Map.of());

    private static final int VERSION = 1;
    private static final int DIGEST_DIGITS = 16;
    private static final JsonLimits LIMITS = JsonLimits.EXAMINED.withBytes(256 << 20);

    /// What one server had.
    ///
    /// @param at when it was heard
    public record Heard(Instant at, List<ToolDefinition> tools) {
        public Heard {
            tools = List.copyOf(tools);
        }

        /// Whether it is the same tools, letter by letter.
        public boolean says(Heard other) {
            return Arrays.equals(bytes(), other.bytes());
        }

        private byte[] bytes() {
            JsonWriter out = new JsonWriter().array();
            tools.forEach(tool -> out.raw(tool.json().bytes()));
            return out.endArray().bytes();
        }
    }

    public KnownTools {
        servers = Map.copyOf(servers);
    }

    /// What a file says; nothing where there is no file.
    ///
    /// @throws IOException if it can't be read, or is not of this form
    public static KnownTools read(Path file) throws IOException {
        try {
            return of(JsonDocument.parse(Files.readAllBytes(file), LIMITS).root());
        } catch (NoSuchFileException none) {
            return NONE;
        } catch (MalformedJson | DateTimeException malformed) {
            throw new IOException(
                    "`" + file + "` is not what Tidegate wrote; delete it, and it is made anew", malformed);
        }
    }

    private static KnownTools of(JsonValue root) throws MalformedJson {
        Map<String, Heard> servers = new TreeMap<>();
        Optional<JsonValue> all = root.get("servers");
        if (all.isPresent()) {
            for (JsonValue.Member server : all.get().members()) {
                Instant at = Instant.parse(server.value().string("heard").orElse(""));
                List<ToolDefinition> tools = new ArrayList<>();
                for (JsonValue tool :
                        server.value().get("tools").map(JsonValue::elements).orElse(List.of())) {
                    ToolDefinition.of(tool).ifPresent(tools::add);
                }
                servers.put(server.name().text(), new Heard(at, tools));
            }
        }
        return new KnownTools(servers);
    }

    /// Tells the schema of a tool's arguments from that of another, in a trail: the beginning of its SHA-256 in hex.
    public static String digest(ToolDefinition tool) {
        return Digest.of(tool.inputSchema().raw()).hex().substring(0, DIGEST_DIGITS);
    }

    /// A tool, as its server said it last.
    public Optional<ToolDefinition> tool(String server, String name) {
        return Optional.ofNullable(servers.get(server)).stream()
                .flatMap(heard -> heard.tools().stream())
                .filter(tool -> tool.name().equals(name))
                .findFirst();
    }

    /// The same with what a server has now.
    public KnownTools with(String server, Heard heard) {
        Map<String, Heard> next = new TreeMap<>(servers);
        next.put(server, heard);
        return new KnownTools(next);
    }

    /// The file of it.
    public byte[] bytes() {
        JsonWriter out = new JsonWriter()
                .object()
                .member("version", VERSION)
                .name("servers")
                .object();
        new TreeMap<>(servers).forEach((name, heard) -> {
            out.name(name).object().member("heard", heard.at().toString()).name("tools");
            out.raw(heard.bytes()).endObject();
        });
        return out.endObject().endObject().bytes();
    }
}

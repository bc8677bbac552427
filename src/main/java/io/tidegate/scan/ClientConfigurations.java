package io.tidegate.scan;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.scan.ClientFile.Content;
import io.tidegate.scan.ClientFile.Scope;
import io.tidegate.scan.FoundServer.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the MCP servers that the clients on this machine are set up with. Only reads, and only the places where the
/// four known clients keep them; a file that can't be read is reported and ends nothing.
public final class ClientConfigurations {
    private static final long BYTES_MAX = 64L << 20; // ~/.claude.json grows with its history

    private ClientConfigurations() {}

    /// Every known place, in the order of the clients; the user's before the workspace's.
    public static List<ClientFile> find(Path home, Path workspace, OperatingSystem system) {
        List<ClientFile> files = new ArrayList<>();
        Path settings = system.settings(home);
        files.add(read(Client.CLAUDE_CODE, Scope.USER, home.resolve(".claude.json")));
        files.add(read(Client.CLAUDE_CODE, Scope.WORKSPACE, workspace.resolve(".mcp.json")));
        files.add(read(
                Client.CLAUDE_DESKTOP, Scope.USER, settings.resolve("Claude").resolve("claude_desktop_config.json")));
        files.add(read(Client.CURSOR, Scope.USER, home.resolve(".cursor").resolve("mcp.json")));
        files.add(read(
                Client.CURSOR, Scope.WORKSPACE, workspace.resolve(".cursor").resolve("mcp.json")));
        Path code = settings.resolve("Code").resolve("User");
        files.add(read(Client.VS_CODE, Scope.USER, code.resolve("mcp.json")));
        profiles(code.resolve("profiles")).forEach(path -> files.add(read(Client.VS_CODE, Scope.USER, path)));
        files.add(read(
                Client.VS_CODE, Scope.WORKSPACE, workspace.resolve(".vscode").resolve("mcp.json")));
        return withoutSame(files);
    }

    /// Where the workspace is the home folder, a file may be both the user's and the workspace's: it counts once.
    private static List<ClientFile> withoutSame(List<ClientFile> files) {
        Map<Path, ClientFile> byPath = new LinkedHashMap<>();
        files.forEach(file -> byPath.putIfAbsent(file.path().toAbsolutePath().normalize(), file));
        return List.copyOf(byPath.values());
    }

    private static List<Path> profiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> profiles = Files.list(folder)) {
            return profiles.map(profile -> profile.resolve("mcp.json"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static ClientFile read(Client client, Scope scope, Path path) {
        return new ClientFile(client, scope, path, content(client, path));
    }

    private static Content content(Client client, Path path) {
        if (!Files.exists(path)) {
            return new Content.Absent();
        }
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > BYTES_MAX) {
                return new Content.Malformed("is no ordinary file of at most 64 MiB");
            }
            byte[] bytes = Files.readAllBytes(path);
            return isBlank(bytes) ? new Content.Servers(List.of()) : servers(client, CommentedJson.read(bytes));
        } catch (MalformedJson malformed) {
            return new Content.Malformed("is not JSON: " + malformed.getMessage());
        } catch (IOException _) {
            return new Content.Malformed("cannot be read");
        }
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private static Content servers(Client client, JsonDocument document) {
        List<FoundServer> servers = new ArrayList<>();
        for (ServerMap map : ServerMap.in(client, document)) {
            for (JsonValue.Member member : map.object().members()) {
                servers.add(new FoundServer(member.name().text(), map.project(), transport(member.value())));
            }
        }
        return new Content.Servers(servers);
    }

    private static Transport transport(JsonValue server) {
        if (server.get("disabled").filter(value -> value.is(JsonKind.TRUE)).isPresent()) {
            return new Transport.Unusable("is switched off in the client");
        }
        Optional<String> command = server.string("command");
        Optional<String> url = server.string("url").or(() -> server.string("serverUrl"));
        if (command.isPresent()) {
            return new Transport.Stdio(
                    command.get(),
                    texts(server.get("args")),
                    pairs(server.get("env")),
                    server.string("cwd"),
                    server.string("envFile"));
        }
        if (url.isPresent()) {
            boolean old = server.string("type").filter("sse"::equals).isPresent();
            return new Transport.Http(url.get(), pairs(server.get("headers")), old);
        }
        return new Transport.Unusable("has neither a command nor a url");
    }

    private static List<String> texts(Optional<JsonValue> array) {
        List<String> texts = new ArrayList<>();
        array.filter(value -> value.is(JsonKind.ARRAY))
                .ifPresent(value -> value.elements().forEach(element -> texts.add(text(element))));
        return List.copyOf(texts);
    }

    private static Map<String, String> pairs(Optional<JsonValue> object) {
        Map<String, String> pairs = new LinkedHashMap<>();
        object.filter(value -> value.is(JsonKind.OBJECT)).ifPresent(value -> value.members()
                .forEach(member -> pairs.put(member.name().text(), text(member.value()))));
        return pairs;
    }

    private static String text(JsonValue value) {
        return value.is(JsonKind.STRING) ? value.text() : value.json();
    }
}

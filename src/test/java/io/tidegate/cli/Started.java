package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.secret.SecretManagers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A gateway that runs inside the test, with its files in a folder, and a client that speaks to it.
final class Started implements AutoCloseable {
    static final String OPEN = "permit (principal, action, resource);\n";
    private static final String META =
            "\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\", \"io.modelcontextprotocol/clientCapabilities\": {}";

    private final Path folder;
    private final Gateway gateway;
    private final HttpClient client = HttpClient.newHttpClient();

    private Started(Path folder, Gateway gateway) {
        this.folder = folder;
        this.gateway = gateway;
    }

    /// @param more lines of the configuration
    static Started in(Path folder, String more) throws Exception {
        return in(folder, more, InstantSource.system());
    }

    /// With secrets of secrets managers.
    static Started in(Path folder, String more, SecretManagers managers) throws Exception {
        Files.writeString(folder.resolve("test.cedar"), OPEN);
        configure(folder, more);
        return of(folder, ConfigurationChoice.load(folder.resolve("tidegate.yaml"), managers), InstantSource.system());
    }

    /// @param more lines of the configuration; where they have an `identity`, nobody is let in without proof
    static Started in(Path folder, String more, InstantSource clock) throws Exception {
        Files.writeString(folder.resolve("test.cedar"), OPEN);
        configure(folder, more);
        return of(folder, load(folder), clock);
    }

    private static Started of(Path folder, ConfigurationResult result, InstantSource clock) throws Exception {
        if (!(result instanceof ConfigurationResult.Loaded(var configuration, var _))) {
            throw new IllegalArgumentException(result.toString());
        }
        Gateway gateway = Gateway.start(configuration, new Observers(List.of()), clock);
        gateway.awaitServers(Duration.ofSeconds(10));
        return new Started(folder, gateway);
    }

    static void configure(Path folder, String more) throws IOException {
        Files.writeString(
                folder.resolve("tidegate.yaml"),
                """
                listen: 127.0.0.1:0
                admin: { listen: 127.0.0.1:0 }
                policy: test.cedar
                state: state
                trail: { directory: trail }
                """ + (more.contains("identity:") ? "" : "identity: { anonymous: allowed }\n") + more);
    }

    static ConfigurationResult load(Path folder) {
        return ConfigurationChoice.load(folder.resolve("tidegate.yaml"));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + gateway.address().getPort() + "/mcp");
    }

    Gateway gateway() {
        return gateway;
    }

    /// A new API key of this user.
    String key(String user, String... groups) {
        return gateway.foundation()
                .apiKeys()
                .create(user, Set.of(groups), Duration.ofDays(1))
                .text()
                .reveal();
    }

    /// Writes the configuration anew and has it read, as the watch does.
    void reload(String more) throws IOException {
        configure(folder, more);
        gateway.reload(load(folder));
    }

    /// Calls a tool in the newer era; returns the body of the answer.
    ///
    /// @param meta further members of `_meta`, with a comma before each
    String call(String tool, String meta, String... headers) throws Exception {
        String body = """
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                 "params": {"name": "%s", "arguments": {}, "_meta": {%s%s}}}""".formatted(tool, META, meta);
        HttpRequest.Builder request = HttpRequest.newBuilder(url())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", tool)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /// What the admin listener says.
    HttpResponse<String> admin(String path) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + gateway.adminAddress().getPort() + path);
        return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// What changed, by the trail, oldest first: what and detail.
    List<String> changes() throws IOException {
        List<String> changes = records(RecordKind.CHANGE);
        assertThat(changes).isNotEmpty();
        return changes;
    }

    /// What was turned away before it was a call, by the trail, oldest first.
    List<String> refused() throws IOException {
        return records(RecordKind.REFUSED);
    }

    /// The records of these kinds, oldest first.
    List<String> records(RecordKind... kinds) throws IOException {
        return records(folder.resolve("trail"), kinds);
    }

    /// The same of the trail in this folder.
    static List<String> records(Path trail, RecordKind... kinds) throws IOException {
        List<String> records = new ArrayList<>();
        try (TrailReader reader = TrailReader.fromStart(trail)) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (List.of(kinds).contains(next.get().kind())) {
                    records.add(next.get().json());
                }
            }
        }
        return records;
    }

    @Override
    public void close() {
        client.close();
        gateway.close();
    }
}

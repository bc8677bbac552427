package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Servers that do what they are told, one whole gateway before them, and clients that show keys.
final class Scene implements AutoCloseable {
    /// What a client that can be asked for everything declares.
    static final String ALL = "{\"elicitation\": {\"form\": {}, \"url\": {}}, \"sampling\": {}, \"roots\": {}}";

    private final Path folder;
    private final List<Runnable> open = new ArrayList<>();
    private final StringBuilder servers = new StringBuilder("servers:\n");
    private final Map<String, String> keys = new HashMap<>();
    private String more = "";
    private String identity = "{ api-keys: allowed }";
    private Optional<Started> started = Optional.empty();

    Scene(Path folder) {
        this.folder = folder;
    }

    /// Puts a server behind the gateway.
    HttpPeer with(String name, HttpPeer peer) {
        return with(name, peer, "");
    }

    /// @param settings of the server, with a comma before each
    HttpPeer with(String name, HttpPeer peer, String settings) {
        servers.append("  %s: { url: \"%s\"%s }%n".formatted(name, peer.url(), settings));
        open.add(peer::close);
        return peer;
    }

    /// A class of ours as a process behind the gateway. Its class path is too long for a line of the configuration.
    Scene with(String name, Class<?> program, String... arguments) throws IOException {
        Path classPath = folder.resolve("class-path");
        Files.writeString(classPath, "-cp \"" + System.getProperty("java.class.path") + "\"");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        servers.append("  %s: { run: [\"%s\", \"-XX:TieredStopAtLevel=1\", \"@%s\", \"%s\"%s] }%n"
                .formatted(
                        name,
                        java,
                        classPath,
                        program.getName(),
                        Stream.of(arguments).map(each -> ", " + each).collect(Collectors.joining())));
        return this;
    }

    /// Lines of the configuration.
    Scene more(String lines) {
        more = lines + "\n";
        return this;
    }

    /// Who is let in, instead of those with keys: a mapping.
    Scene identity(String mapping) {
        identity = mapping;
        return this;
    }

    String configuration() {
        return "identity: " + identity + "\n" + more + servers;
    }

    Scene start() throws Exception {
        return start(InstantSource.system());
    }

    Scene start(InstantSource clock) throws Exception {
        Started gateway = Started.in(folder, configuration(), clock);
        started = Optional.of(gateway);
        return this;
    }

    /// Puts this policy in force instead of the open one.
    void policy(String cedar) throws IOException {
        Files.writeString(folder.resolve("test.cedar"), cedar);
        started().gateway().reload(Started.load(folder));
    }

    Started started() {
        return started.orElseThrow();
    }

    String key(String user) {
        return keys.computeIfAbsent(user, name -> started().key(name));
    }

    /// In a session of 2025-11-25.
    LiveClient old(String user, String capabilities) throws Exception {
        return old(user, "2025-11-25", capabilities);
    }

    LiveClient old(String user, String version, String capabilities) throws Exception {
        LiveClient client = LiveClient.stateful(started(), key(user), version, capabilities);
        open.add(client::close);
        return client;
    }

    /// Of 2026-07-28.
    LiveClient modern(String user, String capabilities) {
        LiveClient client = LiveClient.stateless(started(), key(user), capabilities);
        open.add(client::close);
        return client;
    }

    LiveClient modern() {
        return modern("alice", "{}");
    }

    /// The one answer to a request of 2026-07-28.
    JsonNode ask(String method, String params) throws Exception {
        try (Heard heard = modern().asks("1", method, params)) {
            return heard.next();
        }
    }

    /// What calling that tool without arguments gives.
    JsonNode call(String tool) throws Exception {
        return ask("tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}")
                .path("result");
    }

    RawRequest.Answer send(RawRequest request) throws IOException {
        return request.as(key("alice")).send(started().gateway().address());
    }

    static List<String> names(JsonNode listed, String kind) {
        List<String> names = new ArrayList<>();
        for (JsonNode entry : listed.path("result").path(kind)) {
            names.add(entry.path("name").asString());
        }
        return names;
    }

    @Override
    public void close() {
        started.ifPresent(Started::close);
        open.reversed().forEach(Runnable::run);
        assertThat(started.map(gateway -> gateway.gateway().calls()).orElse(0)).isZero();
    }
}

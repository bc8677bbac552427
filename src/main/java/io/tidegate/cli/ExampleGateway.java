package io.tidegate.cli;

import io.tidegate.audit.TrailListener;
import io.tidegate.call.Refused;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.ConfigurationWatch;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A gateway in this process, in front of the bundled example: on free ports, with state of its own.
final class ExampleGateway implements AutoCloseable {
    private static final Duration SERVERS_GET = Duration.ofSeconds(30);
    private static final Duration KEYS_LIVE = Duration.ofHours(1);

    private final Configuration configuration;
    private final Gateway gateway;
    private final HttpClient client;
    private final Set<Long> others;

    private ExampleGateway(Configuration configuration, Gateway gateway, HttpClient client, Set<Long> others) {
        this.configuration = configuration;
        this.gateway = gateway;
        this.client = client;
        this.others = others;
    }

    /// Writes the example anew below `folder`, whatever was there, and starts it. Its servers are tried when it
    /// returns.
    ///
    /// @throws Unable if it can't start
    static ExampleGateway start(Path folder, TrailListener listener) throws IOException, Unable {
        return start(folder, listener, UnaryOperator.identity());
    }

    /// With its configuration changed by `edit` before it is read.
    static ExampleGateway start(Path folder, TrailListener listener, UnaryOperator<String> edit)
            throws IOException, Unable {
        OwnFolder.remove(folder);
        Files.createDirectories(folder);
        Path file = Example.write(folder);
        String yaml = Files.readString(file)
                .replace("127.0.0.1:8420", "127.0.0.1:0")
                .replace("127.0.0.1:8421", "127.0.0.1:0")
                .replace("{ directory: trail }", "{ directory: trail, segment-bytes: 1MiB }");
        Files.writeString(file, edit.apply(yaml));
        return open(file, listener);
    }

    /// Starts one again that was closed, with the state that it left.
    ///
    /// @param folder where it was started
    static ExampleGateway again(Path folder, TrailListener listener) throws IOException, Unable {
        return open(folder.resolve(ConfigurationChoice.USUAL_NAME), listener);
    }

    private static ExampleGateway open(Path file, TrailListener listener) throws IOException, Unable {
        Set<Long> others = children();
        return switch (ConfigurationChoice.load(file)) {
            case ConfigurationResult.ConfigurationFaults(var faults, var _) ->
                throw new Unable(faults.stream().map(Object::toString).toList());
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> {
                HttpClient client = new HttpClient(ClientSettings.standard());
                Gateway gateway =
                        Gateway.start(configuration, new Observers(List.of(listener)), InstantSource.system());
                gateway.awaitServers(SERVERS_GET);
                yield new ExampleGateway(configuration, gateway, client, others);
            }
        };
    }

    /// What its servers have to complain of; empty where all are ready.
    List<String> troubles() {
        return gateway.running().upstreams().status().stream()
                .filter(status -> !status.state().id().equals("ready"))
                .map(ExampleGateway::trouble)
                .toList();
    }

    private static String trouble(Upstreams.Status status) {
        return "the server `" + status.server() + "` is " + status.state().id()
                + (status.trouble().isEmpty() ? "" : ": " + status.trouble());
    }

    /// A client with a new key of an invented person.
    ScriptedClient client(String user, String group) {
        String key = gateway.foundation()
                .apiKeys()
                .create(user, Set.of(group), KEYS_LIVE)
                .text()
                .reveal();
        return new ScriptedClient(url(), key, client);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + gateway.address().getPort() + "/mcp");
    }

    /// Watches its configuration as `serve` does.
    ConfigurationWatch watch() {
        Path file = configuration.file();
        return switch (ConfigurationChoice.load(file)) {
            case ConfigurationResult.Loaded loaded ->
                ConfigurationWatch.start(loaded, () -> ConfigurationChoice.load(file), () -> false, gateway::reload);
            case ConfigurationResult.ConfigurationFaults _ ->
                throw new IllegalStateException("it was read a moment ago");
        };
    }

    /// Watches for what operators change, as `serve` does.
    OperatorChanges operators() throws Refused {
        return OperatorChanges.start(gateway.foundation());
    }

    /// What `serve` would say.
    String readyLine() {
        return ServeCommand.readyLine(gateway, configuration);
    }

    Configuration configuration() {
        return configuration;
    }

    /// Processes that were started with it and still run; waits a moment for them to end.
    List<Long> left() {
        CountDownLatch never = new CountDownLatch(1);
        for (int look = 0; look < 60 && !remaining().isEmpty(); look++) {
            try {
                if (never.await(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return List.copyOf(remaining());
    }

    private Set<Long> remaining() {
        Set<Long> now = children();
        now.removeAll(others);
        return now;
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        client.close();
        gateway.close();
    }
}

package io.tidegate.cli;

import io.tidegate.call.Refused;
import io.tidegate.config.ConfigurationWatch;
import io.tidegate.mcp.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `tidegate train`: what the launcher runs to record the start-up cache. Uses all that `serve` uses, says nothing.
///
/// The cache also holds which methods are hot and how they branch (JEP 515), so it ends with some seconds of calls,
/// over both transports: a gateway that starts from it need not find that out while its first users wait.
@Command(name = "train", hidden = true, description = "Run the example once, for the start-up cache.")
public final class TrainCommand implements Callable<Integer> {
    private static final int ROUNDS = 12;
    private static final Duration BUSY = Duration.ofSeconds(3); // for each transport

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tidegate-train");
        try {
            return run(folder.resolve("example"));
        } finally {
            OwnFolder.remove(folder);
        }
    }

    private static int run(Path folder) throws IOException {
        try {
            return first(folder) && again(folder) ? Exit.DONE : Exit.COULD_NOT_RUN;
        } catch (Unable | Refused _) {
            return Exit.COULD_NOT_RUN;
        }
    }

    private static boolean first(Path folder) throws IOException, Unable {
        try (ExampleGateway gateway = ExampleGateway.start(folder, new Observers(List.of(new RefusalLog())));
                ConfigurationWatch _ = gateway.watch()) {
            gateway.readyLine();
            ScriptedClient support = gateway.client("sam@example.com", "support");
            support.initialize();
            for (int round = 0; round < ROUNDS; round++) {
                sessions(support);
                stateless(support);
            }
            busy(folder);
            return gateway.troubles().isEmpty();
        }
    }

    /// Most starts find what an earlier one left.
    private static boolean again(Path folder) throws IOException, Unable, Refused {
        try (ExampleGateway gateway = ExampleGateway.again(folder, new Observers(List.of(new RefusalLog())));
                OperatorChanges _ = gateway.operators()) {
            Hangup.listen(() -> {});
            return gateway.troubles().isEmpty();
        }
    }

    /// A gateway before a gateway: the first has its servers over stdio, the second has the first over HTTP.
    private static void busy(Path folder) throws IOException, Unable {
        Observers silent = new Observers(List.of(new RefusalLog()));
        try (ExampleGateway near =
                        ExampleGateway.start(folder.resolveSibling("near"), silent, TrainCommand::unlimited);
                ExampleGateway far = ExampleGateway.start(
                        folder.resolveSibling("far"), silent, yaml -> unlimited(before(near, yaml)))) {
            busy(near.client("sam@example.com", "support"));
            busy(far.client("sam@example.com", "support"));
        }
    }

    private static void busy(ScriptedClient client) throws IOException {
        long end = System.nanoTime() + BUSY.toNanos();
        boolean good = true;
        while (good && System.nanoTime() < end) {
            good = client.callStateless("documents__read", "{\"name\": \"supplier-notice.md\"}")
                    .good();
        }
        if (!good) {
            throw new IOException("a call was refused that the cache is made with");
        }
    }

    private static String unlimited(String yaml) {
        return yaml.replace("20/s", "1000000/s");
    }

    private static String before(ExampleGateway gateway, String yaml) {
        int servers = yaml.indexOf("servers:");
        int next = yaml.indexOf("\npolicy:", servers);
        return yaml.substring(0, servers) + "servers: { near: { url: \"" + gateway.url() + "\" } }\n"
                + yaml.substring(next);
    }

    private static void sessions(ScriptedClient client) throws IOException {
        client.ask(Method.PING, "{}");
        client.ask(Method.TOOLS_LIST, "{}");
        client.call("documents__read", "{\"name\": \"supplier-notice.md\"}");
        client.call("customers__get", "{\"id\": 1}");
        client.call("customers__delete", "{\"id\": 1}");
        client.call("customers__get", "{\"id\": \"one\"}");
    }

    private static void stateless(ScriptedClient client) throws IOException {
        client.askStateless(Method.DISCOVER, Optional.empty(), "{}");
        client.askStateless(Method.TOOLS_LIST, Optional.empty(), "{}");
        client.callStateless("customers__search", "{\"words\": \"a\"}");
        client.callStateless("customers__delete", "{\"id\": 1}");
    }
}

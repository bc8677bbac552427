package io.tidegate.cli;

import io.tidegate.config.ConfigurationWatch;
import io.tidegate.mcp.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `tidegate train`: what the launcher runs to record the start-up cache. Uses all that `serve` uses, says nothing.
@Command(name = "train", hidden = true, description = "Run the example once, for the start-up cache.")
public final class TrainCommand implements Callable<Integer> {
    private static final int ROUNDS = 12;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tidegate-train");
        try {
            return run(folder.resolve("example"));
        } finally {
            ExampleGateway.delete(folder);
        }
    }

    private static int run(Path folder) throws IOException {
        try (ExampleGateway gateway = ExampleGateway.start(folder, new Observers(List.of(new RefusalLog())));
                ConfigurationWatch _ = gateway.watch()) {
            gateway.readyLine();
            ScriptedClient support = gateway.client("sam@example.com", "support");
            support.initialize();
            for (int round = 0; round < ROUNDS; round++) {
                sessions(support);
                stateless(support);
            }
            return gateway.troubles().isEmpty() ? Exit.DONE : Exit.COULD_NOT_RUN;
        } catch (Gateway.Unable _) {
            return Exit.COULD_NOT_RUN;
        }
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

package io.tidegate.conformance;

import io.tidegate.endtoend.Gateway;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.endtoend.Peers;
import io.tidegate.endtoend.RunningProgram;
import io.tidegate.endtoend.Served;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The way to our own server through Tidegate: the server, a gateway with every control that asks for an API key, and
/// a forwarder that shows one, since the suite can't. The gateway has the server twice, as one that it does not trust
/// and as one that it trusts, each in a profile of its own.
record Passage(Served.Listening server, Gateway gateway, RunningProgram forwarder, URI origin)
        implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("^listening (http://\\S+)$");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String UNTRUSTED = "fixture";
    private static final String TRUSTED = "trusted";

    /// Starts all three, with a server that speaks `era` only.
    static Passage start(String era, Path folder) throws IOException {
        Files.createDirectories(folder);
        Served.Listening server = Served.Listening.start(Peers.node("conformance-server.mjs", "--era", era), folder);
        RunningProgram forwarder = RunningProgram.start(folder, Map.of(), Peers.node("conformance-forwarder.mjs"));
        try {
            return join(server, forwarder, folder);
        } catch (AssertionError | IOException failure) {
            forwarder.close();
            server.close();
            throw failure;
        }
    }

    private static Passage join(Served.Listening server, RunningProgram forwarder, Path folder) throws IOException {
        URI origin = URI.create(forwarder.awaitError(LISTENING, LIMIT).group(1));
        Setup setup = Setup.withKeys()
                .http(UNTRUSTED, server.url())
                .http(TRUSTED, server.url())
                .keys(TRUSTED, "trust: trusted")
                .more("profiles: { fixture: { servers: [fixture] }, trusted: { servers: [trusted] } }")
                .more("allowed-hosts: [\"" + origin.getAuthority() + "\"]")
                .more("allowed-origins: [\"" + origin + "\"]")
                .more("limits: { calls-per-user: 1000/s }");
        Gateway gateway = Gateway.start(setup, folder);
        try {
            gateway.awaitServer(UNTRUSTED);
            gateway.awaitServer(TRUSTED);
            forwarder.say(gateway.url() + " " + key(folder));
            return new Passage(server, gateway, forwarder, origin);
        } catch (AssertionError failure) {
            gateway.close();
            throw failure;
        }
    }

    /// A new key for the gateway whose configuration is in `folder`.
    static String key(Path folder) {
        String file = folder.resolve("tidegate.yaml").toString();
        List<String> command = Gateway.command("keys", "create", "conformance", "--config", file);
        try (RunningProgram program = RunningProgram.start(folder, Map.of(), command)) {
            if (program.awaitEnd(LIMIT) != 0) {
                throw new AssertionError(program.describe());
            }
            return program.output().getFirst();
        }
    }

    /// Where the server is asked through Tidegate.
    URI entrance(Run run) {
        return origin.resolve("/mcp/" + (run.trusted() ? TRUSTED : UNTRUSTED));
    }

    /// Where the server is asked directly.
    URI direct() {
        return server.url();
    }

    @Override
    public void close() {
        forwarder.close();
        gateway.close();
        server.close();
    }
}

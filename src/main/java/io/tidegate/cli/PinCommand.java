package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.PackageRun;
import io.tidegate.config.Server;
import io.tidegate.http.TlsMaterial;
import io.tidegate.secret.Setting;
import io.tidegate.upstream.FileDigest;
import io.tidegate.upstream.NpmPackage;
import io.tidegate.upstream.ProgramPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate pin SERVER`: what a server is now, as the lines of the configuration that hold it to that. Changes
/// nothing,
/// and starts no server. Whether it is the right one now is for who runs this to know.
@Command(
        name = "pin",
        description = "Show the lines that hold a server to what it is now: certificate, program, package.")
public final class PinCommand implements Callable<Integer> {
    @Parameters(arity = "1", paramLabel = "SERVER", description = "its name in the configuration")
    private String server = "";

    @Option(names = "--config", paramLabel = "FILE", description = "configuration file; by default ./tidegate.yaml")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME", description = "one of its tenants; by default the host itself")
    private Optional<String> tenant = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!(ConfigurationChoice.load(config, tenant)
                instanceof ConfigurationResult.Loaded(Configuration read, var _))) {
            throw new IOException("the configuration has mistakes: `tidegate doctor` shows them");
        }
        Server found = Optional.ofNullable(read.servers().get(server))
                .orElseThrow(() -> new IOException("no server `" + Report.printable(server) + "` is configured"));
        List<String> lines =
                switch (found.reach()) {
                    case Server.Reach.Run run -> process(run);
                    case Server.Reach.Remote remote -> remote(remote);
                    case Server.Reach.Nowhere _ ->
                        throw new IOException("a secret of `" + found.name() + "` is missing here: set it first");
                };
        lines.addFirst("  " + found.name() + ":");
        lines.addFirst("servers:");
        lines.forEach(line -> spec.commandLine().getOut().println(Program.typed(line)));
        spec.commandLine().getOut().flush();
        return Exit.DONE;
    }

    private static List<String> remote(Server.Reach.Remote remote) throws IOException {
        if (!"https".equalsIgnoreCase(remote.url().getScheme())) {
            throw new IOException("plain http proves nothing: there is nothing to hold the server to");
        }
        List<String> lines =
                new ArrayList<>(List.of("    tls:", "      pins: # one of them is enough; its own key first"));
        TlsMaterial.pinsAt(remote.url(), remote.tls()).forEach(pin -> lines.add("        - " + pin));
        return lines;
    }

    private static List<String> process(Server.Reach.Run run) throws IOException {
        List<String> lines = new ArrayList<>(List.of("    verify:"));
        Path program = ProgramPlace.of(run)
                .orElseThrow(() -> new IOException("`" + run.command() + "` can't be started here"));
        lines.add("      executable: " + FileDigest.of(program));
        Map<Path, String> files = new HashMap<>();
        Optional<NpmPackage> npm = npm(run);
        if (npm.isPresent()) {
            npm.get().noted().ifPresent(noted -> lines.add("      integrity: " + noted));
            Path installed = npm.get().folder().resolve("node_modules");
            if (Files.isDirectory(installed)) {
                files.put(installed, "");
            }
        }
        run.verify().ifPresent(verify -> files.putAll(verify.files()));
        if (!files.isEmpty()) {
            lines.add("      files:");
            for (Path each : files.keySet().stream().sorted().toList()) {
                lines.add("        \"" + each + "\": " + FileDigest.of(each));
            }
        }
        return lines;
    }

    private static Optional<NpmPackage> npm(Server.Reach.Run run) {
        List<String> words = new ArrayList<>(Server.Reach.Run.open(run.arguments()));
        words.addFirst(run.command());
        Map<String, String> environment = new HashMap<>(System.getenv());
        run.environment().forEach((name, value) -> {
            if (value instanceof Setting.Plain(String text)) {
                environment.put(name, text);
            }
        });
        return PackageRun.of(words)
                .filter(started -> started.registry() == PackageRun.Registry.NPM)
                .filter(started -> started.version().isPresent())
                .map(started -> NpmPackage.of(started, environment));
    }
}

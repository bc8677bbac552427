package io.tidegate.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The bundled example as files in a folder: a configuration, a policy, and servers that are part of Tidegate.
///
/// Written anew at every start, so that it always fits this version; the customers' database is kept.
final class Example {
    private static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m");

    /// Options of our own machine that a start-up cache needs to be the same, or that make starts short.
    private static final List<String> SHARED =
            List.of("-Xshare:", "-XX:+UseCompactObjectHeaders", "-Xlog:", "-Dorg.sqlite.lib.path=");

    private static final String OUR_CACHE = "-XX:SharedArchiveFile=";

    /// The servers' start-up cache, which the launcher makes beside ours: ours is for another collector.
    private static final String CACHE = "-XX:AOTCache=";

    private static final String SERVERS_CACHE = "servers.aot";

    private Example() {}

    /// Returns the configuration file.
    static Path write(Path folder) throws IOException {
        Path customers = folder.resolve("customers").toAbsolutePath();
        Files.createDirectories(customers);
        Files.writeString(folder.resolve("policy.cedar"), resource("policy.cedar"));
        String yaml = resource("tidegate.yaml")
                .replace("@documents@", command("documents"))
                .replace("@customers@", command("customers", customers.toString()));
        return Files.writeString(folder.resolve(ConfigurationChoice.USUAL_NAME), yaml);
    }

    private static String command(String... words) {
        List<String> start = new ArrayList<>();
        start.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        start.addAll(SMALL);
        start.addAll(shared(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        start.addAll(List.of("-cp", absolute(System.getProperty("java.class.path"))));
        start.add("io.tidegate.example.ExampleServers");
        start.addAll(List.of(words));
        return start.stream().map(Example::quoted).collect(Collectors.joining(", "));
    }

    /// What the servers' machines take over of our own options.
    static List<String> shared(List<String> own) {
        List<String> shared = new ArrayList<>();
        for (String option : own) {
            if (SHARED.stream().anyMatch(option::startsWith)) {
                shared.add(option);
            } else if (option.startsWith(OUR_CACHE)) {
                Path cache = Path.of(option.substring(OUR_CACHE.length())).resolveSibling(SERVERS_CACHE);
                if (Files.isReadable(cache)) {
                    shared.add(CACHE + cache.toAbsolutePath());
                }
            }
        }
        return shared;
    }

    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String quoted(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String resource(String name) throws IOException {
        try (var in = Example.class.getResourceAsStream("/io/tidegate/example/" + name)) {
            if (in == null) {
                throw new IOException("the example is not part of this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

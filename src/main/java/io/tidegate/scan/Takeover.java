package io.tidegate.scan;

import io.tidegate.json.MalformedJson;
import io.tidegate.scan.Changes.Access;
import io.tidegate.scan.Changes.Change;
import io.tidegate.secret.Purpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The changes that take over what clients have: the configuration, the secrets, and, where asked, the
/// clients' own files. Composes them; `Changes` makes them.
public final class Takeover {
    /// Where Tidegate will listen, as the starter configuration has it.
    public static final String URL = "http://127.0.0.1:8420/mcp";

    private final Path directory;
    private final String program;

    /// @param program what clients that know only stdio start
    public Takeover(Path directory, String program) {
        this.directory = directory;
        this.program = program;
    }

    public Path configuration() {
        return directory.resolve("tidegate.yaml");
    }

    /// Where `Changes` keeps what it needs for undoing.
    public Changes changes() {
        return new Changes(directory, directory.resolve(".tidegate").resolve("init"));
    }

    /// All changes; the clients' files of `pointed` come last.
    ///
    /// @throws MalformedJson when a client's file changed into something else meanwhile
    public List<Change> of(Starter starter, Set<Client> pointed) throws IOException, MalformedJson {
        List<Change> changes = new ArrayList<>();
        Path state = directory.resolve(".tidegate");
        starter.secrets()
                .forEach((name, secret) -> changes.add(new Change(
                        state.resolve("secrets").resolve(name),
                        utf8(secret.reveal(Purpose.MOVE_TO_FILE) + "\n"),
                        Access.OWNER,
                        false)));
        if (!Files.exists(state.resolve(".gitignore"))) {
            changes.add(new Change(state.resolve(".gitignore"), utf8("*\n"), Access.USUAL, false));
        }
        changes.add(new Change(configuration(), utf8(starter.configuration()), Access.USUAL, false));
        for (ClientFile file : files(starter, pointed)) {
            Set<ClientPointing.Named> taken = starter.sources().stream()
                    .filter(source -> source.file().path().equals(file.path()))
                    .map(source -> new ClientPointing.Named(
                            source.server().project(), source.server().name()))
                    .collect(Collectors.toSet());
            byte[] bytes = ClientPointing.pointed(
                    file.client(), Files.readAllBytes(file.path()), taken, new ClientPointing.Target(URL, program));
            changes.add(new Change(file.path(), bytes, Access.USUAL, true));
        }
        return changes;
    }

    private static List<ClientFile> files(Starter starter, Set<Client> pointed) {
        return starter.sources().stream()
                .map(Starter.Source::file)
                .filter(file -> pointed.contains(file.client()))
                .distinct()
                .toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

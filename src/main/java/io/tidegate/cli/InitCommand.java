package io.tidegate.cli;

import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.scan.Changes;
import io.tidegate.scan.Client;
import io.tidegate.scan.ClientConfigurations;
import io.tidegate.scan.ClientFile;
import io.tidegate.scan.ClientFile.Content;
import io.tidegate.scan.ClientPointing;
import io.tidegate.scan.OperatingSystem;
import io.tidegate.scan.Starter;
import io.tidegate.scan.Surroundings;
import io.tidegate.scan.Takeover;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate init`: takes over the MCP servers that clients on this machine have, into a starter configuration.
/// Changes a client's own file only where `--point` names the client, and can undo all that it did.
@Command(
        name = "init",
        description = "Find the MCP servers of your clients and write a starter configuration.",
        mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int COULD_NOT_RUN = 3;
    private static final String PROGRAM_VARIABLE = "TIDEGATE_PROGRAM"; // set by the launcher: its own path
    private static final String CONFIGURATION = "tidegate.yaml";
    private static final Pattern PLAIN = Pattern.compile("[\\w./@:+-]+"); // needs no quotes in a shell

    private final Path home;
    private final OperatingSystem system;
    private final java.util.Map<String, String> environment;

    @Option(names = "--directory", paramLabel = "DIR", description = "The folder to write to. By default this one.")
    private Path directory = Path.of("");

    @Option(
            names = "--point",
            paramLabel = "CLIENT",
            split = ",",
            converter = ClientWord.class,
            description = "Point these clients at Tidegate: claude-code, claude-desktop, cursor, vs-code.")
    private List<Client> point = new ArrayList<>();

    @Option(names = "--force", description = "Overwrite a configuration that is there; undoing brings it back.")
    private boolean force;

    @Option(names = "--undo", description = "Take back all that init did here.")
    private boolean undo;

    @Option(names = "--json", description = "Say the same as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    /// For the person whose home this is.
    public InitCommand(Path home, OperatingSystem system, java.util.Map<String, String> environment) {
        this.home = home;
        this.system = system;
        this.environment = java.util.Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        Path workspace = directory.toAbsolutePath().normalize();
        try {
            Takeover takeover = new Takeover(workspace, program());
            return undo ? undo(takeover) : init(takeover, workspace);
        } catch (IOException failed) {
            return say(new Report().problem("could not write or read: " + what(failed)), COULD_NOT_RUN);
        }
    }

    private int init(Takeover takeover, Path workspace) throws IOException {
        Optional<String> refusal = refusal(takeover);
        if (refusal.isPresent()) {
            return say(new Report().problem(refusal.get()), REFUSED);
        }
        List<ClientFile> files = ClientConfigurations.find(home, workspace, system);
        Starter starter = Starter.of(files, new Surroundings(home, workspace, environment));
        Set<Client> pointed = EnumSet.noneOf(Client.class);
        pointed.addAll(point);
        try {
            takeover.changes().make(takeover.of(starter, pointed));
        } catch (MalformedJson _) {
            return say(new Report().problem("a client's file changed while init ran; run it again"), REFUSED);
        }
        return say(report(files, starter, pointed), DONE);
    }

    private Optional<String> refusal(Takeover takeover) {
        if (takeover.changes().made()) {
            return Optional.of("init ran here before; take it back first: " + undoing());
        }
        return Optional.of(takeover.configuration())
                .filter(path -> !force && Files.exists(path))
                .map(path -> "`" + path.getFileName()
                        + "` is there already; overwrite it with --force, which --undo takes back");
    }

    private Report report(List<ClientFile> files, Starter starter, Set<Client> pointed) {
        Report report = new Report();
        List<String> found = new ArrayList<>();
        for (Client client : Client.values()) {
            found.add(client.title() + " (" + found(client, files) + ")");
        }
        report.line("found", String.join(", ", found));
        files.stream()
                .filter(file -> file.content() instanceof Content.Malformed)
                .forEach(file -> report.line("unread", file.path() + " " + why(file.content())));
        long servers =
                starter.sources().stream().map(Starter.Source::name).distinct().count();
        report.line(
                "wrote",
                "tidegate.yaml   " + count(servers)
                        + "; whoever has a key may call what only reads, the rest is refused");
        if (servers == 0) {
            report.line("decide", "no servers were found; write yours under `servers`, see docs/configuration.md");
        }
        starter.kept().forEach(kept -> report.line("kept", "a secret out of the file: " + kept));
        starter.left().forEach(left -> report.line("left", left));
        starter.decisions().forEach(decision -> report.line("decide", decision));
        pointed.forEach(client -> report.line("pointed", client.title() + " at " + Takeover.URL + "; restart it"));
        use(report, files, pointed);
        return report;
    }

    private void use(Report report, List<ClientFile> files, Set<Client> pointed) {
        String where = pointed.isEmpty()
                ? "it shows a key once; put it where tg_... stands"
                : "it shows a key once; put it into the environment as " + ClientPointing.KEY_VARIABLE;
        String typed = typed();
        report.line(
                "use",
                typed + " keys create YOUR-NAME" + elsewhere(" --config ", CONFIGURATION) + "    (" + where + ")");
        report.line("use", typed + " serve" + elsewhere(" ", CONFIGURATION));
        for (Client client : Client.values()) {
            boolean present = files.stream()
                    .anyMatch(file -> file.client() == client && !(file.content() instanceof Content.Absent));
            if (!pointed.contains(client) && (present || client == Client.CLAUDE_CODE)) {
                report.line(
                        "use",
                        (client == Client.CLAUDE_CODE ? "" : client.title() + ": ")
                                + ClientPointing.line(client, new ClientPointing.Target(Takeover.URL, program())));
            }
        }
        report.line("undo", undoing());
    }

    private String undoing() {
        return typed() + " init --undo" + elsewhere(" --directory ", "");
    }

    /// Which file or folder a command is about; nothing where it is about the folder that the person is in.
    private String elsewhere(String option, String file) {
        Path folder = directory.toAbsolutePath().normalize();
        if (folder.equals(Path.of("").toAbsolutePath().normalize())) {
            return "";
        }
        String path = folder.resolve(file).toString();
        return option + (PLAIN.matcher(path).matches() ? path : "'" + path.replace("'", "'\\''") + "'");
    }

    /// What clients start: by its whole path, as they look in other folders than people do.
    private String program() {
        return environment.getOrDefault(PROGRAM_VARIABLE, "tidegate");
    }

    /// What a person types here.
    private String typed() {
        String program = program();
        Path here = Path.of("").toAbsolutePath().resolve("tidegate");
        return program.equals(here.toString()) ? "./tidegate" : program;
    }

    private static String found(Client client, List<ClientFile> files) {
        List<String> scopes = new ArrayList<>();
        for (ClientFile file : files) {
            if (file.client() == client && file.content() instanceof Content.Servers) {
                scopes.add(file.scope().name().toLowerCase(Locale.ROOT) + ", "
                        + count(file.servers().size()));
            }
        }
        return scopes.isEmpty() ? "none" : String.join("; ", scopes);
    }

    private static String count(long servers) {
        return Count.of(servers, "server");
    }

    private static String why(Content content) {
        return switch (content) {
            case Content.Malformed(String why) -> why;
            case Content.Absent _, Content.Servers _ -> "";
        };
    }

    private int undo(Takeover takeover) throws IOException {
        Report report = new Report();
        return switch (takeover.changes().undo()) {
            case Changes.Undone.Nothing _ -> say(report.problem("there is nothing to undo here"), REFUSED);
            case Changes.Undone.Refused(Path changed) ->
                say(
                        report.problem("nothing was undone: " + changed
                                + " was changed since; its former content is in .tidegate/init"),
                        REFUSED);
            case Changes.Undone.Done(List<Path> restored, List<Path> left) -> {
                restored.forEach(path -> report.line("undone", path.toString()));
                left.forEach(path -> report.line("left", path + ", because something was changed since"));
                yield say(report, left.isEmpty() ? DONE : REFUSED);
            }
        };
    }

    private int say(Report report, int exitCode) {
        CommandLine line = spec.commandLine();
        PrintWriter to = exitCode == DONE || json ? line.getOut() : line.getErr();
        to.print(json ? report.json() : report.text());
        to.flush();
        return exitCode;
    }

    private static String what(IOException failed) {
        return failed instanceof java.nio.file.FileSystemException file && file.getFile() != null
                ? "`" + file.getFile() + "`"
                : String.valueOf(failed.getMessage());
    }

    /// What is said, once for people and once for programs.
    private static final class Report {
        private record Line(String kind, String text) {}

        private final List<Line> lines = new ArrayList<>();

        Report line(String kind, String text) {
            lines.add(new Line(kind, text));
            return this;
        }

        Report problem(String text) {
            return line("refused", text);
        }

        String text() {
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append("%-8s%s%n".formatted(line.kind(), line.text())));
            return text.toString();
        }

        String json() {
            JsonWriter json = new JsonWriter().object();
            for (String kind : lines.stream().map(Line::kind).distinct().toList()) {
                json.name(kind).array();
                lines.stream().filter(line -> line.kind().equals(kind)).forEach(line -> json.text(line.text()));
                json.endArray();
            }
            return new String(json.endObject().bytes(), StandardCharsets.UTF_8) + "\n";
        }
    }

    /// Reads the word for a client.
    static final class ClientWord implements CommandLine.ITypeConverter<Client> {
        @Override
        public Client convert(String word) {
            return Client.of(word)
                    .orElseThrow(() -> new CommandLine.TypeConversionException(
                            "`" + word + "` is no client that is known: claude-code, claude-desktop, cursor, vs-code"));
        }
    }
}

package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.catalog.Offers;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Server;
import io.tidegate.config.ToolClass;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.secret.SecretManagers;
import io.tidegate.toolclass.Classes;
import io.tidegate.toolclass.Classifier;
import io.tidegate.toolclass.Known;
import io.tidegate.toolclass.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate tools`: what can each tool do, and who says so? By what servers said when they were last heard; those that
/// never were are asked, which starts them.
@Command(name = "tools", description = "Show which tools there are, and what each can do.")
public final class ToolsCommand implements Callable<Integer> {
    private static final Map<Known, String> WORDS = Map.of(Known.YES, "yes", Known.NO, "-", Known.UNKNOWN, "?");

    @Parameters(arity = "0..*", paramLabel = "SERVER", description = "only these servers")
    private List<String> only = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "configuration file; by default ./tidegate.yaml")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME", description = "one of its tenants; by default the host itself")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--ask", description = "Ask all servers anew.")
    private boolean ask;

    @Option(names = "--json", description = "Say the same as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path file = ConfigurationChoice.file(config);
        ConfigurationResult read;
        try (SecretManagers managers = new SecretManagers(InstantSource.system())) {
            read = ConfigurationChoice.load(file, tenant, managers);
        }
        if (!(read instanceof ConfigurationResult.Loaded(Configuration configuration, var _))) {
            throw new IOException("the configuration has mistakes: `tidegate doctor` shows them");
        }
        for (String name : only) {
            if (!configuration.servers().containsKey(name)) {
                throw new IOException("no server `" + Report.printable(name) + "` is configured");
            }
        }
        Report report = report(configuration, tools(configuration));
        spec.commandLine().getOut().print(json ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return Exit.DONE;
    }

    /// By server, in the order of their names; without those of which nothing is known.
    private Map<String, List<ToolDefinition>> tools(Configuration configuration) throws IOException {
        KnownTools known = ask ? KnownTools.NONE : KnownTools.read(Foundation.toolsFile(configuration));
        Map<String, List<ToolDefinition>> tools = new TreeMap<>();
        List<Server> unheard = new ArrayList<>();
        for (Server server : configuration.servers().values()) {
            KnownTools.Heard heard = known.servers().get(server.name());
            if (!only.isEmpty() && !only.contains(server.name())) {
                continue;
            }
            if (heard == null) {
                unheard.add(server);
            } else {
                tools.put(server.name(), heard.tools());
            }
        }
        if (!unheard.isEmpty()) {
            tools.putAll(asked(configuration, unheard));
        }
        return tools;
    }

    private static Map<String, List<ToolDefinition>> asked(Configuration configuration, List<Server> servers)
            throws IOException {
        InstantSource clock = InstantSource.system();
        try (HttpClient client = new HttpClient(ClientSettings.standard());
                Scratch scratch = Scratch.open(configuration, clock);
                Inquiry inquiry = new Inquiry(servers, client, scratch, clock)) {
            Map<String, List<ToolDefinition>> tools = new TreeMap<>();
            inquiry.offered().forEach((name, offers) -> {
                if (offers.isHeard()) {
                    tools.put(name, tools(offers));
                }
            });
            return tools;
        }
    }

    private static List<ToolDefinition> tools(Offers offers) {
        return offers.of(Offering.TOOL).stream()
                .filter(ToolDefinition.class::isInstance)
                .map(ToolDefinition.class::cast)
                .toList();
    }

    private Report report(Configuration configuration, Map<String, List<ToolDefinition>> tools) {
        int widest = tools.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .map(tool -> each.getKey().length() + tool.name().length() + 3))
                .max(Integer::compare)
                .orElse(0);
        List<Report.Column> columns = new ArrayList<>();
        columns.add(new Report.Column("tool", Math.max(widest, 20)));
        for (ToolClass each : ToolClass.values()) {
            columns.add(new Report.Column(each.id(), each.id().length() + 2));
        }
        columns.add(new Report.Column("by", 0));
        Report report = new Report("tools", columns.toArray(Report.Column[]::new));
        if (!json) {
            report.line(columns.stream().map(Report.Column::name).toArray(String[]::new));
        }
        long unknown = 0;
        for (Map.Entry<String, List<ToolDefinition>> server : tools.entrySet()) {
            Server configured = configuration.servers().get(server.getKey());
            if (configured == null) {
                continue;
            }
            Classifier classifier = new Classifier(configured.kind(), configured.classes());
            for (ToolDefinition tool : server.getValue()) {
                Classes classes = classifier.of(tool);
                report.line(line(server.getKey() + "/" + tool.name(), classes));
                unknown += words(classes).anyMatch(word -> word.known() == Known.UNKNOWN) ? 1 : 0;
            }
        }
        return end(report, configuration, tools, unknown);
    }

    private Report end(
            Report report, Configuration configuration, Map<String, List<ToolDefinition>> tools, long unknown) {
        long count = tools.values().stream().mapToLong(List::size).sum();
        report.end("count", Count.of(count, "tool") + " of " + Count.of(tools.size(), "server"));
        if (unknown > 0) {
            report.end(
                    "unknown",
                    "?: nobody says, so it counts as yes (" + Count.of(unknown, "tool")
                            + "); say it with `class` or `classes` of the server");
        }
        String silent = configuration.servers().keySet().stream()
                .filter(name -> (only.isEmpty() || only.contains(name)) && !tools.containsKey(name))
                .collect(Collectors.joining(", "));
        if (!silent.isEmpty()) {
            report.end("silent", "not heard: " + silent + "; `tidegate doctor` says why");
        }
        return report;
    }

    private static String[] line(String tool, Classes classes) {
        List<String> values = new ArrayList<>(List.of(tool));
        Arrays.stream(ToolClass.values())
                .map(classes::word)
                .map(word -> WORDS.getOrDefault(word.known(), "?"))
                .forEach(values::add);
        values.add(words(classes)
                .map(Classes.Word::origin)
                .distinct()
                .sorted()
                .map(Origin::words)
                .collect(Collectors.joining(", ")));
        return values.toArray(String[]::new);
    }

    private static Stream<Classes.Word> words(Classes classes) {
        return Arrays.stream(ToolClass.values()).map(classes::word);
    }
}

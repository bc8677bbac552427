package io.tidegate.cli;

import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Question;
import io.tidegate.relation.Related;
import io.tidegate.relation.Relations;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate explain`: by which policies would a call be decided, and what is missing where it would be refused? Of a
/// call on record: how was it decided, and how would it be now?
@Command(
        name = "explain",
        description = "Say why a call would be allowed or refused: USER TOOL [ARGUMENTS], or the id of one on record.")
public final class ExplainCommand implements Callable<Integer> {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final int VERSIONS_MAX = 10_000;

    @Mixin
    private final Configured configured = new Configured();

    @Parameters(
            arity = "1..3",
            paramLabel = "WORDS",
            description = "USER SERVER__TOOL and its arguments as JSON, or a decision's id")
    private List<String> words = List.of();

    @Option(names = "--groups", split = ",", paramLabel = "NAME", description = "the user's groups")
    private Set<String> groups = Set.of();

    @Option(names = "--roles", split = ",", paramLabel = "NAME", description = "the user's roles")
    private Set<String> roles = Set.of();

    @Option(names = "--agent", paramLabel = "CLIENT", description = "an agent calls, with a token of this client")
    private Optional<String> agent = Optional.empty();

    @Option(names = "--client", paramLabel = "NAME", description = "what the client calls itself")
    private Optional<String> client = Optional.empty();

    @Option(names = "--source", paramLabel = "ADDRESS", description = "where the connection comes from")
    private Optional<InetAddress> source = Optional.empty();

    @Option(names = "--at", paramLabel = "TIME", description = "when, as 2027-01-31T09:00:00Z; by default now")
    private Optional<Instant> at = Optional.empty();

    @Option(
            names = "--session-labels",
            split = ",",
            paramLabel = "LABEL",
            description = "the labels of what the user was given lately")
    private Set<String> sessionLabels = Set.of();

    @Option(
            names = "--relation",
            paramLabel = "NAME=TEXT,...",
            description = "what the user is related to; other relations are looked up")
    private Map<String, String> relations = Map.of();

    @Option(names = "--prompt", description = "it is a prompt, not a tool")
    private boolean prompt;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private Relations looked = Relations.NONE;

    private final Report report =
            new Report("explanation", new Report.Column("what", 10), new Report.Column("text", 0));

    @Override
    public Integer call() throws IOException {
        Configuration configuration = configured.configuration();
        CedarPolicies policies = Configured.policies(configuration);
        boolean isYes;
        try (Relations relating = Configured.relations(configuration)) {
            looked = relating;
            isYes = words.size() == 1
                    ? recorded(configuration, policies, words.getFirst())
                    : imagined(configuration, policies, supposed(configuration));
        }
        report.end("policy", "policies " + policies.digest().substring(0, 8));
        spec.commandLine().getOut().print(configured.json() ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return isYes ? Exit.DONE : Exit.FINDINGS;
    }

    private Supposed supposed(Configuration configuration) {
        Supposed.When when = new Supposed.When(
                at.orElseGet(InstantSource.system()::instant),
                source.map(InetAddress::getHostAddress),
                client,
                sessionLabels);
        Optional<JsonValue> arguments = words.size() == 3 ? Optional.of(arguments(words.get(2))) : Optional.empty();
        return new Supposed(
                new Supposed.Who(words.getFirst(), groups, roles, agent),
                Supposed.named(words.get(1), configuration),
                prompt,
                arguments,
                when);
    }

    private boolean imagined(Configuration configuration, CedarPolicies policies, Supposed supposed)
            throws IOException {
        boolean isYes = told(policies, question(configuration, supposed));
        supposed.unheard(KnownTools.read(Foundation.toolsFile(configuration)))
                .ifPresent(text -> report.line("note", text));
        if (!isYes && groups.isEmpty() && roles.isEmpty()) {
            report.line("note", "supposed is a user without groups and roles: `--groups`, `--roles`");
        }
        if (isYes && policies.lookBack() && sessionLabels.isEmpty()) {
            report.line("note", "supposed is a user who was given nothing before: `--session-labels`");
        }
        return isYes;
    }

    private Question question(Configuration configuration, Supposed supposed) throws IOException {
        try {
            return supposed.question(
                    configuration,
                    KnownTools.read(Foundation.toolsFile(configuration)),
                    related(configuration, supposed.who().user()));
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
        }
    }

    /// What was given; the rest is asked for, as a call would ask.
    private Related related(Configuration configuration, String user) {
        Map<String, Set<String>> given = new HashMap<>();
        relations.forEach((name, texts) -> {
            if (!configuration.relations().containsKey(name)) {
                throw new IllegalArgumentException("there is no relation `" + name + "` here");
            }
            given.put(name, texts.isEmpty() ? Set.of() : Set.copyOf(List.of(texts.split(",", -1))));
        });
        return Related.given(
                given, looked.ofUser(user, InstantSource.system().instant().plus(WAIT)));
    }

    private JsonValue arguments(String text) {
        try {
            JsonValue value = JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT)
                    .root();
            if (value.is(JsonKind.OBJECT)) {
                return value;
            }
        } catch (MalformedJson _) {
            // told below
        }
        throw new CommandLine.ParameterException(spec.commandLine(), "the arguments are no JSON object");
    }

    private boolean told(CedarPolicies policies, Question question) {
        Explained explained = new Explained(question, policies.explain(question));
        explained.tell(report);
        return explained.isYes();
    }

    /// What the trail has of it, and what the policies of now say, as far as the trail tells what was asked.
    private boolean recorded(Configuration configuration, CedarPolicies policies, String id) throws IOException {
        List<TrailRecord> records = TrailReader.find(configuration.trail().directory(), id);
        if (records.isEmpty()) {
            report.line("unknown", "no call `" + id + "` is on record here");
            return false;
        }
        TrailRecord last = records.getLast();
        JsonValue root = JsonDocument.of(last.json()).root();
        report.line("recorded", TrailLine.of(last, java.time.ZoneOffset.UTC));
        root.string("reason").ifPresent(reason -> report.line("reason", reason));
        root.string("detail").filter(text -> !text.isEmpty()).ifPresent(detail -> report.line("by", detail));
        version(configuration, root, last.time());
        Optional<Supposed> again = again(root, last.time());
        if (again.isEmpty()) {
            report.line("now", "what was asked is not on record, so policies can't be asked again");
            return root.string("decision").filter("allowed"::equals).isPresent();
        }
        report.line("now", "without the arguments, which are sealed:");
        boolean isKnown = Ruled.of(root, "tool-access")
                .filter(ruled -> ruled.note("session-label")
                        .or(() -> ruled.note("session-labels"))
                        .isPresent())
                .isPresent();
        if (policies.lookBack() && !isKnown) {
            report.line("note", "which labels its session had is not on record: supposed is none");
        }
        return told(policies, question(configuration, again.get()));
    }

    /// Which policies those were, and where to see them.
    private void version(Configuration configuration, JsonValue root, Instant time) throws IOException {
        Optional<String> digest = Ruled.of(root, "tool-access").flatMap(ruled -> ruled.note("policies"));
        if (digest.isEmpty()) {
            return;
        }
        Optional<VersionsOnRecord.Came> came = VersionsOnRecord.in(
                        configuration.trail().directory(), VERSIONS_MAX)
                .of(digest.get(), time);
        report.line(
                "policies",
                digest.get()
                        + came.map(one -> ", in force since " + one.at()
                                        + (one.by().isEmpty() ? "" : ", " + one.by()))
                                .orElse(""));
        boolean isKept =
                PolicyVersions.kept(configuration).digests().stream().anyMatch(kept -> kept.startsWith(digest.get()));
        report.line(
                "text", isKept ? "`tidegate policy show " + digest.get() + "` shows it" : "it is not kept any more");
    }

    private static Optional<Supposed> again(JsonValue root, Instant time) {
        Optional<JsonValue> who = root.get("who");
        Optional<String> name = root.string("tool").or(() -> root.string("prompt"));
        Optional<String> server = root.string("server");
        if (who.isEmpty() || name.isEmpty() || server.isEmpty()) {
            return Optional.empty();
        }
        boolean isAgent = who.get().string("kind").filter("agent"::equals).isPresent();
        Supposed.Who caller = new Supposed.Who(
                who.get().string("user").orElse(""),
                texts(who.get(), "groups"),
                texts(who.get(), "roles"),
                who.get().string("client").filter(_ -> isAgent));
        Supposed.When when = new Supposed.When(
                time,
                root.string("source"),
                root.get("client").flatMap(client -> client.string("name")),
                Ruled.of(root, "tool-access")
                        .map(ruled -> Set.copyOf(ruled.all("session-label")))
                        .orElse(Set.of()));
        return Optional.of(new Supposed(
                caller, server.get() + "/" + name.get(), root.string("tool").isEmpty(), Optional.empty(), when));
    }

    private static Set<String> texts(JsonValue who, String key) {
        return who.get(key).stream()
                .flatMap(list -> StreamSupport.stream(list.elements().spliterator(), false))
                .map(JsonValue::text)
                .collect(Collectors.toSet());
    }
}

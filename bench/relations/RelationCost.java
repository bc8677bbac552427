import com.sun.net.httpserver.HttpServer;
import io.tidegate.bench.Machine;
import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Relation.Asking;
import io.tidegate.config.Relation.From;
import io.tidegate.config.Relation.Unknown;
import io.tidegate.config.Relation;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.policy.Action;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import io.tidegate.policy.ToolFacts;
import io.tidegate.policy.World;
import io.tidegate.relation.Relations;
import io.tidegate.relation.Times;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What does a relation cost a decision, first and when it is remembered, by the number of its texts? The product's own
/// classes with a real HTTP server on this machine, one thread, 20 users in turn. Run by `bench/relations/run`.
public final class RelationCost {
    private static final int USERS = 20;
    private static final int ROUNDS = 5;
    private static final int CALLS = 200_000;
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ARGUMENT = "context.arguments.hasTag(\"/patient\") &&"
            + " context.arguments.getTag(\"/patient\") has text && ";
    private static final JsonDocument ARGUMENTS = JsonDocument.of("{\"patient\": \"patient-0\"}");

    private RelationCost() {}

    public static void main(String[] arguments) throws Exception {
        Machine.tell();
        Policies plain = policies(ARGUMENT + "context.arguments.getTag(\"/patient\").text == \"patient-0\"");
        Policies related = policies(ARGUMENT + "principal.hasTag(\"treats\") &&"
                + " principal.getTag(\"treats\").contains(context.arguments.getTag(\"/patient\").text)");
        for (int texts : new int[] {1, 100, 10_000}) {
            HttpServer server = server(texts);
            try (Relations relations = relations(server)) {
                double first = time(related, relations, USERS);
                for (int round = 1; round <= ROUNDS; round++) {
                    double without = time(plain, relations, CALLS);
                    double with = time(related, relations, CALLS);
                    System.out.printf(
                            "%,d texts, round %d: without %.2f us, with %.2f us, %.2f times (first look %.0f us)%n",
                            texts, round, without, with, with / without, first);
                }
            } finally {
                server.stop(0);
            }
        }
    }

    private static HttpServer server(int texts) throws Exception {
        byte[] body = IntStream.range(0, texts)
                .mapToObj(text -> "\"patient-" + text + "\"")
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    private static Relations relations(HttpServer server) throws Exception {
        return Relations.open(
                List.of(new Relation(
                        "treats",
                        new From.Http(
                                "http://127.0.0.1:" + server.getAddress().getPort() + "/{user}",
                                "",
                                Map.of(),
                                Optional.empty(),
                                Unknown.REFUSED,
                                new Asking(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ZERO)),
                        List.of())),
                new Times(InstantSource.system(), System::nanoTime));
    }

    private static Policies policies(String condition) throws Exception {
        Path file = Files.writeString(
                Files.createTempFile("relations", ".cedar"),
                "permit(principal, action == Action::\"call\", resource) when { " + condition + " };");
        return ((Loaded.Ready) CedarPolicies.load(
                        List.of(), List.of(file), new World(KnownTools.NONE, Set.of("treats")), file))
                .policies();
    }

    /// Microseconds of the clock for one call; by processor time of this thread where it does not wait.
    private static double time(Policies policies, Relations relations, int calls) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Principal> users = IntStream.range(0, USERS)
                .mapToObj(user -> new Principal(
                        "user-" + user,
                        "user-" + user,
                        Set.of(),
                        new Authentication.ApiKey("k"),
                        Optional.empty(),
                        Principal.DEFAULT_TENANT))
                .toList();
        ToolFacts tool = new ToolFacts("care", "chart", Set.of(), false);
        Circumstances circumstances = new Circumstances(NOON, Optional.empty(), Optional.empty());
        long clock = System.nanoTime();
        long processor = threads.getCurrentThreadCpuTime();
        for (int call = 0; call < calls; call++) {
            Principal user = users.get(call % USERS);
            Question question = new Question(
                    user,
                    Action.CALL,
                    tool,
                    Optional.of(ARGUMENTS.root()),
                    circumstances,
                    relations.of(user, Instant.MAX));
            if (!policies.decide(question).allowed()) {
                throw new IllegalStateException("a call was refused: this is no result");
            }
        }
        long used = calls == USERS ? System.nanoTime() - clock : threads.getCurrentThreadCpuTime() - processor;
        return used / 1_000.0 / calls;
    }
}

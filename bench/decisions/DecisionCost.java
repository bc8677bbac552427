import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.DateTime;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import com.sun.management.ThreadMXBean;
import io.tidegate.bench.Machine;
import io.tidegate.config.ToolClass;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.policy.Action;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import io.tidegate.policy.ToolFacts;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What does a decision by policy cost, with how many policies, and what does cedar-java take for the same? From the
/// question to the decision, in the product's own classes; of cedar-java only its engine, with policies cached and the
/// request made before. Run by `bench/decisions/run`.
public final class DecisionCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BATCHES = 400;
    private static final int BATCH = 500;
    private static final int SERVERS = 20;
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Random random = new Random(20260301);
    private final int count;
    private final String text;

    private DecisionCost(int count) {
        this.count = count;
        this.text = policies();
    }

    /// A fiftieth forbids and looks at everybody; of the rest each is about a group and a tool or a server, half with
    /// conditions on the arguments.
    private String policies() {
        StringBuilder all = new StringBuilder();
        int forbids = Math.max(2, Math.min(20, count / 50));
        for (int policy = 0; policy < forbids; policy++) {
            all.append("""
                    forbid(principal, action == Action::"call", resource)
                    when { resource.destructive && !principal.scopes.contains("admin%d") && resource.name like "drop%d*" };
                    """.formatted(policy, policy));
        }
        for (int policy = forbids; policy < count; policy++) {
            int group = policy % Math.max(5, count / 50);
            String resource = policy % 3 == 0
                    ? "resource in Server::\"s%d\"".formatted(policy % SERVERS)
                    : "resource == Tool::\"s%d/t%d\"".formatted(policy % SERVERS, policy % 500);
            String condition = policy % 2 == 0
                    ? ""
                    : """
                     when { context.arguments.hasTag("/id") && context.arguments.getTag("/id") has number
                       && context.arguments.getTag("/id").number < %d || context.time < datetime("2026-06-01") }""".formatted(1_000 + policy);
            all.append("permit(principal in Group::\"g%d\", action == Action::\"call\", %s)%s;\n"
                    .formatted(group, resource, condition));
        }
        return all.toString();
    }

    private record Asked(Question question, AuthorizationRequest request, Set<Entity> entities) {}

    private List<Asked> questions() {
        List<Asked> questions = new ArrayList<>();
        for (int number = 0; number < 2_000; number++) {
            Set<String> groups = new TreeSet<>();
            for (int group = 0; group < 5; group++) {
                groups.add("g" + random.nextInt(Math.max(5, count / 50)));
            }
            int tool = random.nextInt(500);
            questions.add(asked("user-" + random.nextInt(100), groups, "s" + tool % SERVERS, "t" + tool));
        }
        return questions;
    }

    private static Asked asked(String user, Set<String> groups, String server, String tool) {
        Principal principal = new Principal(
                user,
                user,
                groups,
                new Authentication.OidcToken("https://login.example.com", Optional.of("app")),
                Optional.of(Instant.MAX),
                Principal.DEFAULT_TENANT);
        Question question = new Question(
                principal,
                Action.CALL,
                new ToolFacts(server, tool, Set.of(ToolClass.DESTROYS, ToolClass.SENDS_OUT), false),
                Optional.of(JsonDocument.of("{\"id\":7,\"filter\":{\"name\":\"a\"}}").root()),
                new Circumstances(NOON, Optional.of("192.0.2.7"), Optional.of("editor")));
        EntityUID who = type("User").of(user);
        EntityUID what = type("Tool").of(server + "/" + tool);
        EntityUID arguments = type("Arguments").of("arguments");
        Map<String, Value> facts = Map.of(
                "name", new PrimString(tool),
                "server", new PrimString(server),
                "readOnly", new PrimBool(false),
                "destructive", new PrimBool(true),
                "idempotent", new PrimBool(false),
                "openWorld", new PrimBool(true));
        Map<String, Value> id = Map.of("kind", new PrimString("number"), "number", new PrimLong(7));
        Map<String, Value> about = Map.of(
                "id", new PrimString(user),
                "authentication", new PrimString("oidc"),
                "tenant", new PrimString("default"),
                "scopes", new CedarList(List.of()));
        Set<Entity> entities = Set.of(
                new Entity(who, about, groups.stream().map(group -> type("Group").of(group)).collect(Collectors.toSet())),
                new Entity(what, facts, Set.of(type("Server").of(server))),
                new Entity(arguments, Map.of(), Set.of(), Map.of("/id", new CedarMap(id))));
        Map<String, Value> context = Map.of("time", new DateTime("2026-03-01T12:00:00.000Z"), "arguments", arguments);
        AuthorizationRequest request = new AuthorizationRequest(
                who, type("Action").of("call"), what, Optional.of(context), Optional.empty(), false);
        return new Asked(question, request, entities);
    }

    private static EntityTypeName type(String name) {
        return EntityTypeName.parse(name).orElseThrow();
    }

    private void run() throws Exception {
        List<Path> files = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = text.indexOf(";\npermit", Math.min(text.length(), from + 500_000));
            to = to < 0 ? text.length() : to + 1;
            Path file = Files.createTempFile("decisions", ".cedar");
            files.add(Files.writeString(file, text.substring(from, to)));
            from = to;
        }
        long before = System.nanoTime();
        Loaded loaded = CedarPolicies.load(files);
        long loading = System.nanoTime() - before;
        for (Path file : files) {
            Files.delete(file);
        }
        if (!(loaded instanceof Loaded.Ready(Policies policies, var _))) {
            throw new IllegalStateException(loaded.toString());
        }
        List<Asked> questions = questions();
        PolicySet cached = theirs();
        long allowed = agree(policies, cached, questions);
        double[] ours = ours(policies, questions);
        double theirs = theirs(cached, questions);
        System.out.printf(
                "%,6d policies: ours %.2f us median, %.2f us at 99 of 100 batches, %,.0f bytes;"
                        + " cedar-java %.1f us median: %,.0f times; loaded in %,d ms; %d of 200 allowed%n",
                count, ours[0], ours[1], ours[2], theirs, theirs / ours[0], loading / 1_000_000, allowed);
    }

    private PolicySet theirs() throws Exception {
        PolicySet set = PolicySet.parsePolicies(text);
        set.cache();
        return set;
    }

    /// Figures of engines that decide differently would be worth nothing.
    private static long agree(Policies policies, PolicySet cached, List<Asked> questions) throws Exception {
        long allowed = 0;
        for (Asked asked : questions.subList(0, 200)) {
            boolean ours = policies.decide(asked.question()).allowed();
            boolean theirs = new BasicAuthorizationEngine()
                    .isAuthorized(asked.request(), cached, asked.entities())
                    .success
                    .orElseThrow()
                    .isAllowed();
            if (ours != theirs) {
                throw new IllegalStateException("they differ: " + asked.question());
            }
            allowed += ours ? 1 : 0;
        }
        return allowed;
    }

    private static double[] ours(Policies policies, List<Asked> questions) {
        double[] micros = new double[BATCHES];
        long bytes = 0;
        int next = 0;
        long sink = 0;
        for (int batch = -BATCHES; batch < BATCHES; batch++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long cpu = THREADS.getCurrentThreadCpuTime();
            for (int call = 0; call < BATCH; call++) {
                Decision decision = policies.decide(questions.get(next).question());
                next = (next + 1) % questions.size();
                sink += decision.allowed() ? 1 : 0;
            }
            if (batch >= 0) {
                micros[batch] = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / BATCH;
                bytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
            }
        }
        Arrays.sort(micros);
        if (sink < 0) {
            throw new IllegalStateException();
        }
        return new double[] {micros[BATCHES / 2], micros[BATCHES * 99 / 100], (double) bytes / BATCHES / BATCH};
    }

    private static double theirs(PolicySet cached, List<Asked> questions) throws Exception {
        BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
        double[] micros = new double[400];
        for (int call = -100; call < micros.length; call++) {
            Asked asked = questions.get(Math.floorMod(call, questions.size()));
            long cpu = THREADS.getCurrentThreadCpuTime();
            engine.isAuthorized(asked.request(), cached, asked.entities());
            if (call >= 0) {
                micros[call] = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3;
            }
        }
        Arrays.sort(micros);
        return micros[micros.length / 2];
    }

    public static void main(String[] args) throws Exception {
        Machine.tell();
        for (int round = 1; round <= 2; round++) {
            for (int count : new int[] {50, 1_000, 10_000}) {
                new DecisionCost(count).run();
            }
        }
    }
}

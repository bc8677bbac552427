import com.sun.management.ThreadMXBean;
import io.tidegate.bench.Machine;
import io.tidegate.config.ToolClass;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.policy.Action;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Circumstances;
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
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// What does a decision cost by how many entities are around: users and tools that there are, and groups that a user is
/// in? A hundred policies, each about a group and a tool. Run by `bench/entities/run`.
public final class EntityCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BATCHES = 400;
    private static final int BATCH = 250;
    private static final int POLICIES = 100;
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Random random = new Random(20260301);
    private final Policies policies;
    private long sink;

    private EntityCost() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int policy = 0; policy < POLICIES; policy++) {
            all.append("""
                    permit(principal in Group::"g%d", action == Action::"call", resource == Tool::"s%d/t%d")
                    when { principal.authentication != "anonymous" };
                    """.formatted(policy, policy % 20, policy));
        }
        Path file = Files.writeString(Files.createTempFile("entities", ".cedar"), all);
        Loaded loaded = CedarPolicies.load(List.of(file));
        Files.delete(file);
        if (!(loaded instanceof Loaded.Ready(CedarPolicies ready, var _))) {
            throw new IllegalStateException(loaded.toString());
        }
        policies = ready;
    }

    /// @param users that take turns
    /// @param groups of each, of which at most a hundred are named by a policy
    /// @param tools of which one is called at a time
    private List<Question> questions(int users, int groups, int tools) {
        List<Question> questions = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            Set<String> its = new TreeSet<>();
            while (its.size() < groups) {
                its.add("g" + random.nextInt(Math.max(POLICIES, groups * 2)));
            }
            Principal principal = new Principal(
                    "user-" + user,
                    "user-" + user,
                    its,
                    new Authentication.OidcToken("https://login.example.com", Optional.of("app")),
                    Optional.of(Instant.MAX),
                    Principal.DEFAULT_TENANT);
            int tool = random.nextInt(tools);
            questions.add(new Question(
                    principal,
                    Action.CALL,
                    new ToolFacts("s" + tool % 20, "t" + tool, Set.of(ToolClass.WRITES), false),
                    Optional.empty(),
                    new Circumstances(NOON, Optional.of("192.0.2.7"), Optional.of("editor"))));
        }
        return questions;
    }

    private void measure(int users, int groups, int tools) {
        List<Question> questions = questions(users, groups, tools);
        double[] micros = new double[BATCHES];
        long bytes = 0;
        int next = 0;
        int allowed = 0;
        for (int batch = -BATCHES; batch < BATCHES; batch++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long cpu = THREADS.getCurrentThreadCpuTime();
            for (int call = 0; call < BATCH; call++) {
                allowed += policies.decide(questions.get(next)).allowed() ? 1 : 0;
                next = (next + 1) % questions.size();
            }
            if (batch >= 0) {
                micros[batch] = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / BATCH;
                bytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
            }
        }
        Arrays.sort(micros);
        sink += allowed;
        System.out.printf(
                "%,7d users in %,5d groups each, %,6d tools: %.2f us median, %.2f us at 99 of 100 batches, %,d bytes%n",
                users, groups, tools, micros[BATCHES / 2], micros[BATCHES * 99 / 100], bytes / BATCHES / BATCH);
    }

    public static void main(String[] args) throws Exception {
        Machine.tell();
        EntityCost cost = new EntityCost();
        for (int round = 1; round <= 3; round++) {
            for (int groups : new int[] {1, 10, 100, 1_000}) {
                cost.measure(200, groups, 100);
            }
            cost.measure(20_000, 10, 100);
            cost.measure(20_000, 10, 10_000);
        }
        if (cost.sink == 0) {
            throw new IllegalStateException("nothing was allowed, so something else was measured");
        }
    }
}

import io.tidegate.bench.Machine;
import io.tidegate.guard.CommandRules;
import io.tidegate.guard.Disk;
import io.tidegate.guard.Letters;
import io.tidegate.guard.PathRules;
import io.tidegate.guard.RecipientRules;
import io.tidegate.guard.Scheme;
import io.tidegate.guard.SqlRules;
import io.tidegate.guard.UrlRules;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What does each guard cost for one argument? Ordinary ones, which pass, and the longest and the worst that we know,
/// which may be refused. The product's own classes, one thread, no sockets. Run by `bench/guards/run`.
public final class GuardCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BATCHES = 200;

    private GuardCost() {}

    public static void main(String[] arguments) throws Exception {
        Machine.tell();
        for (int round = 1; round <= 2; round++) {
            paths();
            sql();
            others();
        }
    }

    private static void paths() throws Exception {
        Path root = Files.createTempDirectory("guards").toRealPath();
        Files.createDirectories(root.resolve("2026/march"));
        Files.writeString(root.resolve("2026/march/report.txt"), "x");
        List<String> roots = List.of(root.toString());
        PathRules far = new PathRules(roots, Optional.of(root.toString()), Letters.EXACT, Disk.SEPARATE);
        PathRules near = new PathRules(roots, Optional.of(root.toString()), Letters.EXACT, Disk.SHARED);
        String file = root + "/2026/march/report.txt";
        time("path-roots, a file on another disk", 100, file, text -> far.judge(text).isEmpty());
        time("path-roots, a file on this disk", 100, file, text -> near.judge(text).isEmpty());
        time("path-roots, 600 steps that lead out", 10, root + "/../x".repeat(600), text -> far.judge(text).isPresent());
    }

    private static void sql() {
        SqlRules rules = new SqlRules(
                new SqlRules.Allowed(List.of("public.*"), Map.of(), List.of(), Optional.of("public")), 1_000);
        time("sql-shape, one table", 20, "SELECT id, name FROM customers WHERE owner = 'ada' LIMIT 10", text ->
                rules.judge(text).isEmpty());
        time("sql-shape, a report", 10, """
                WITH recent AS (SELECT customer_id, sum(amount) AS total FROM orders WHERE day > DATE '2026-01-01' GROUP BY customer_id)
                SELECT c.name, r.total, CASE WHEN r.total > 1000 THEN 'large' ELSE 'small' END AS size
                FROM customers c JOIN recent r ON r.customer_id = c.id
                WHERE c.country IN ('DE', 'AT', 'CH') AND lower(c.name) LIKE 'a%' ORDER BY r.total DESC LIMIT 50""", text ->
                rules.judge(text).isEmpty());
        time("sql-shape, a list of 200 numbers", 5, "SELECT id FROM customers WHERE id IN ("
                + "1, ".repeat(199) + "1) LIMIT 10", text -> rules.judge(text).isEmpty());
        time("sql-shape, 5,000 open parentheses", 5, "SELECT " + "(".repeat(5_000) + "1", text ->
                rules.judge(text).isPresent());
    }

    private static void others() {
        UrlRules urls = new UrlRules(Set.of(Scheme.HTTPS), List.of("api.example.com", "*.cdn.example.com"), Set.of());
        time("url-target", 100, "https://img.cdn.example.com/a/b?size=2", text -> urls.judge(text).isEmpty());
        CommandRules commands = new CommandRules(Map.of("git", List.of("log", "-n", "*")), (pattern, word) ->
                pattern.equals("*") || pattern.equals(word));
        time("command-shape", 100, "git log -n 5", text -> commands.judge(text).isEmpty());
        RecipientRules recipients = new RecipientRules(
                new RecipientRules.Allowed(List.of("ann@partner.example"), List.of("example.com"), List.of()));
        time("recipient-list", 100, "ben@example.com", text -> recipients.judge(text).isEmpty());
    }

    /// @param expected whether the guard says what it has to: otherwise this is no result
    private static void time(String what, int batch, String text, Predicate<String> expected) {
        double[] micros = new double[BATCHES];
        for (int number = -BATCHES; number < BATCHES; number++) {
            long before = THREADS.getCurrentThreadCpuTime();
            for (int call = 0; call < batch; call++) {
                if (!expected.test(text)) {
                    throw new IllegalStateException(what + ": the guard does not say what it has to");
                }
            }
            if (number >= 0) {
                micros[number] = (THREADS.getCurrentThreadCpuTime() - before) / 1e3 / batch;
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                "%s: %.1f us median, %.1f us at 99 of 100 batches%n", what, micros[BATCHES / 2], micros[BATCHES * 99 / 100]);
    }
}

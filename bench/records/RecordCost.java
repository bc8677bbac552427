package io.tidegate.control;

import com.sun.management.ThreadMXBean;
import io.tidegate.bench.Machine;
import io.tidegate.call.Call;
import io.tidegate.call.Delivery;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.config.Access;
import io.tidegate.config.Apps;
import io.tidegate.config.Pointer;
import io.tidegate.config.Records;
import io.tidegate.config.Server;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What does the filter of records cost an answer and a row? The control as the gate calls it, on answers with structured
/// content and the same in text, half of whose rows are the caller's; beside it what parsing that answer costs. One
/// thread, no sockets. Run by `bench/records/run`.
public final class RecordCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 9;
    private static final int ROWS_A_ROUND = 100_000;

    private RecordCost() {}

    public static void main(String[] arguments) throws Exception {
        Machine.tell();
        for (int policies : new int[] {1, 50, 1_000}) {
            PolicyQuestions questions = questions(policies);
            RecordFilter filter = new RecordFilter(questions, bindings());
            RecordFilter idle = new RecordFilter(questions, RecordBindings.NONE);
            for (int rows : new int[] {1, 10, 100, 1_000}) {
                measure(policies, rows, filter, idle);
            }
        }
    }

    private static void measure(int policies, int rows, RecordFilter filter, RecordFilter idle) throws Exception {
        String structured = answer(rows);
        String result = "{\"content\":[{\"type\":\"text\",\"text\":" + Samples.quoted(structured)
                + "}],\"structuredContent\":" + structured + "}";
        byte[] bytes = result.getBytes(StandardCharsets.UTF_8);
        Call call = Samples.call("{}");
        Delivery delivery = Delivery.of(call, Samples.result(result));
        int times = Math.max(1, ROWS_A_ROUND / rows);
        double[] filtering = new double[ROUNDS];
        double[] idling = new double[ROUNDS];
        double[] parsing = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            filtering[round] = micros(times, () -> require(filter.judge(delivery) instanceof Verdict.Mend));
            idling[round] = micros(times, () -> require(idle.judge(delivery) instanceof Verdict.Pass));
            parsing[round] = micros(times, () -> {
                try {
                    require(JsonDocument.parse(bytes.clone(), JsonLimits.DEFAULT).length() > 0);
                } catch (Exception broken) {
                    throw new IllegalStateException(broken);
                }
            });
        }
        System.out.printf(
                "%5d policies, %4d rows: filtering %8.2f us an answer, %5.2f us a row; parsing the answer %8.2f us;"
                        + " without records %.3f us%n",
                policies, rows, median(filtering), median(filtering) / rows, median(parsing), median(idling));
    }

    private static double micros(int times, Runnable once) {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int at = 0; at < times; at++) {
            once.run();
        }
        return (THREADS.getCurrentThreadCpuTime() - before) / 1_000.0 / times;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static void require(boolean passed) {
        if (!passed) {
            throw new IllegalStateException("it was not filtered: this is no result");
        }
    }

    private static String answer(int rows) {
        StringBuilder text = new StringBuilder("{\"total\":").append(rows).append(",\"customers\":[");
        for (int row = 0; row < rows; row++) {
            text.append(row == 0 ? "" : ",")
                    .append("{\"id\":")
                    .append(row)
                    .append(",\"owner\":\"")
                    .append(row % 2 == 0 ? "alice" : "bob")
                    .append("\",\"name\":\"Customer number ")
                    .append(row)
                    .append("\",\"ssn\":\"123-45-6789\",\"city\":\"Brest\",\"open\":true,\"balance\":12.50}");
        }
        return text.append("]}").toString();
    }

    /// All but the last are about other kinds of records.
    private static PolicyQuestions questions(int count) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int at = 1; at < count; at++) {
            text.append("permit(principal in Group::\"g")
                    .append(at % 40)
                    .append("\", action == Action::\"see\", resource in RecordType::\"notes/type")
                    .append(at)
                    .append("\") when { resource.hasTag(\"/team\") };\n");
        }
        text.append("@drop_fields(\"/ssn\") permit(principal, action == Action::\"see\", resource in"
                + " RecordType::\"notes/customer\") when { resource.hasTag(\"/owner\") && resource.getTag(\"/owner\")"
                + " has text && resource.getTag(\"/owner\").text == principal.id };\n");
        Path folder = Files.createTempDirectory("records");
        Files.writeString(folder.resolve("main.cedar"), text);
        Loaded loaded = CedarPolicies.load(List.of(folder));
        return Questions.to(((Loaded.Ready) loaded).policies());
    }

    private static RecordBindings bindings() {
        Records records = new Records(
                List.of("*"),
                "customer",
                Optional.of(new Pointer("/customers/*")),
                new Pointer("id"),
                List.of(),
                new Records.Reading(Access.REFUSED, Records.Others.REFUSED, 10_000));
        return new RecordBindings(List.of(new Server(
                "notes",
                new Server.Reach.Remote(URI.create("https://x.example.com/"), Optional.empty(), Map.of(), Map.of()),
                Server.Era.AUTO,
                Optional.empty(),
                Optional.empty(),
                Server.Trust.UNTRUSTED,
                new Server.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(1), 1),
                Apps.NOTHING,
                List.of(),
                new Server.Said(List.of(), List.of(), List.of(), List.of(records)))));
    }
}

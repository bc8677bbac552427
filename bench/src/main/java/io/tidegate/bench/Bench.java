package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What does each target add to a call, and how many can it take? Starts the stub and the targets, and measures them in turn.
/// `bench/run` holds this program, and with it the generator and the stub, to one core; the targets get the other.
public final class Bench {
    private static final int STUB_PORT = 18420;

    private final Map<String, String> options;
    private final Report report = new Report();
    private final List<Long> own = new ArrayList<>();

    private Bench(Map<String, String> options) {
        this.options = options;
    }

    /// Options: `--rounds N --seconds S --rate R --connections C --era modern|legacy --upstream modern|legacy --tool NAME --only a,b|all --warm-up S --starts N --soak S --key TOKEN`.
    public static void main(String[] arguments) throws Exception {
        var options = new HashMap<>(Map.of(
                "rounds", "5", "seconds", "8", "rate", "1000", "connections", "32", "era", "modern", "upstream", "modern",
                "tool", "echo", "only", "direct,nginx,tidegate", "starts", "5"));
        options.put("soak", "0");
        options.put("warm-up", "30");
        options.put("key", "");
        options.put("target-core", "1");
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (options.put(name, arguments[i + 1]) == null) {
                throw new IllegalArgumentException("`" + name + "` is not an option; the options: " + options.keySet());
            }
        }
        new Bench(options).run(String.join(" ", arguments));
    }

    private void run(String arguments) throws Exception {
        LocalDateTime now = LocalDateTime.now();
        report.fact("date", now.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")));
        report.fact("command", ("bench/run " + arguments).strip());
        report.fact("machine", Machine.described());
        report.fact("layout", "stub and generator on one core, target on core " + options.get("target-core")
                + "; rounds interleaved");
        report.fact("load", options.get("rate") + " calls/s over " + options.get("connections") + " connections, "
                + options.get("seconds") + " s a run after " + options.get("warm-up") + " s of warming up, " + options.get("rounds") + " rounds, " + options.get("era")
                + " era, tool " + options.get("tool"));
        own.add(ProcessHandle.current().pid());
        var targets = new ArrayList<Target>();
        targets.add(new Target("direct", STUB_PORT, "", ""));
        targets.addAll(Target.read(Path.of("bench/targets.txt"), text("target-core")));
        targets.removeIf(each -> !text("only").equals("all") && !List.of(text("only").split(",")).contains(each.name()));
        try (Target stub = stub()) {
            own.addAll(stub.pids());
            var ready = started(targets);
            try {
                measure(ready);
                soak(ready);
            } finally {
                ready.forEach(Target::close);
            }
        }
        write(now);
    }

    private Target stub() throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String command = java + " -XX:+UseSerialGC -Xmx64m -cp bench/target/bench.jar io.tidegate.bench.StubServer "
                + STUB_PORT + " " + text("upstream");
        var stub = new Target("stub", STUB_PORT, command, "0");
        if (stub.start(goal(STUB_PORT)) < 0) {
            throw new IOException("the stub does not answer; see bench/target/stub.log");
        }
        return stub;
    }

    private List<Target> started(List<Target> targets) throws IOException, InterruptedException {
        var ready = new ArrayList<Target>();
        for (Target each : targets) {
            var starts = new ArrayList<Long>();
            for (int i = 0; i < number("starts") && !starts.contains(-1L); i++) {
                each.close();
                starts.add(each.start(goal(each.port())));
            }
            if (starts.contains(-1L)) {
                report.note(each.name() + " did not answer and was left out; see bench/target/" + each.name() + ".log");
                continue;
            }
            ready.add(each);
            if (!each.pids().isEmpty()) {
                double[] memory = Machine.megabytes(each.pids());
                report.add(each.name(), new Report.Footprint(starts, memory, memory));
            }
            say(each.name() + " answers, start " + starts + " ms");
        }
        return ready;
    }

    private void measure(List<Target> targets) throws Exception {
        for (Target each : targets) {
            say("warming " + each.name());
            Goal goal = goal(each.port());
            new ClosedLoad(goal, request(goal), connections()).run(number("warm-up"));
            new PacedLoad(goal, request(goal), connections()).run(number("rate"), 2);
        }
        for (int round = 1; round <= number("rounds"); round++) {
            for (Target each : targets) {
                Report.Sample sample = sample(round, each);
                report.add(each.name(), sample);
                say("round %d  %-24s p50 %6.0f  p99 %6.0f  p99.9 %6.0f µs   %6.0f calls/s  %5.1f µs/call  others %2.0f %%  bad %d"
                        .formatted(round, each.name(), sample.p50(), sample.p99(), sample.p999(), sample.rate(),
                                sample.cpuMicros(), 100 * sample.others(), sample.bad()));
            }
        }
        for (Target each : targets) {
            var print = report.footprint(each.name());
            if (print != null) {
                report.add(each.name(), new Report.Footprint(print.starts(), print.idle(), Machine.megabytes(each.pids())));
            }
        }
    }

    private Report.Sample sample(int round, Target target) throws Exception {
        Goal goal = goal(target.port());
        Request request = request(goal);
        var mine = new ArrayList<>(own);
        mine.addAll(target.pids());
        double wall = System.nanoTime() / 1e9;
        double busy = Machine.busySeconds();
        double ours = Machine.seconds(mine);
        var paced = new PacedLoad(goal, request, connections()).run(number("rate"), number("seconds"));
        double before = Machine.seconds(target.pids());
        var closed = new ClosedLoad(goal, request, connections()).run(number("seconds"));
        double cpu = Machine.seconds(target.pids()) - before;
        double others = Machine.busySeconds() - busy - (Machine.seconds(mine) - ours);
        double all = (System.nanoTime() / 1e9 - wall) * Machine.cores();
        return new Report.Sample(
                round,
                paced.latency().getValueAtPercentile(50) / 1e3,
                paced.latency().getValueAtPercentile(99) / 1e3,
                paced.latency().getValueAtPercentile(99.9) / 1e3,
                paced.lateness().getValueAtPercentile(99) / 1e3,
                closed.rate(),
                closed.good() == 0 ? 0 : cpu * 1e6 / closed.good(),
                Math.max(0, others / all),
                paced.bad() + closed.bad());
    }

    /// Ordinary load for a long time: does memory grow?
    private void soak(List<Target> targets) throws Exception {
        int seconds = number("soak");
        for (Target each : targets) {
            if (seconds == 0 || each.pids().isEmpty()) {
                continue;
            }
            Goal goal = goal(each.port());
            var memory = new ArrayList<Long>();
            for (int done = 0; done < seconds; done += 30) {
                new PacedLoad(goal, request(goal), connections()).run(number("rate"), Math.min(30, seconds - done));
                memory.add(Math.round(Machine.megabytes(each.pids())[1]));
            }
            report.note(each.name() + ": resident MB every 30 s of " + seconds + " s at " + text("rate") + " calls/s: " + memory);
        }
    }

    private Goal goal(int port) {
        return new Goal(port, "/mcp", text("tool"), text("key"));
    }

    private Request request(Goal goal) throws IOException {
        return text("era").equals("legacy") ? Request.legacy(goal) : Request.modern(goal);
    }

    private void write(LocalDateTime now) throws IOException {
        Path base = Path.of("bench/results/" + now.format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm")));
        Files.createDirectories(base.getParent());
        Files.writeString(Path.of(base + ".md"), report.markdown());
        Files.writeString(Path.of(base + ".json"), report.json());
        say("");
        say(report.markdown());
        say("written: " + base + ".md and .json");
    }

    private String text(String option) {
        return options.getOrDefault(option, "");
    }

    private int number(String option) {
        return Integer.parseInt(text(option));
    }

    private int connections() {
        return number("connections");
    }

    private static void say(String line) {
        System.out.println(line);
    }
}

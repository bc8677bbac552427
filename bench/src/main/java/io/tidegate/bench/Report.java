package io.tidegate.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What came out? Medians over the rounds, and ratios that were taken inside each round before the median.
final class Report {
    private static final double QUIET = 0.1;

    /// One target in one round. Latencies in microseconds, rates in calls a second, shares from 0 to 1.
    record Sample(
            int round,
            double p50,
            double p99,
            double p999,
            double lateP99,
            double rate,
            double cpuMicros,
            double others,
            long bad) {}

    /// One target's start in milliseconds (all tries), and resident megabytes after the start and at the end.
    record Footprint(List<Long> starts, double[] idle, double[] end) {}

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<String, Footprint> footprints = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    void fact(String name, String value) {
        facts.put(name, value);
    }

    void note(String text) {
        notes.add(text);
    }

    void add(String target, Sample sample) {
        samples.computeIfAbsent(target, _ -> new ArrayList<>()).add(sample);
    }

    void add(String target, Footprint footprint) {
        footprints.put(target, footprint);
    }

    /// What is known of a target, or null.
    Footprint footprint(String target) {
        return footprints.get(target);
    }

    String markdown() {
        var out = new StringBuilder("# Bench, " + facts.get("date") + "\n\n");
        facts.forEach((name, value) -> out.append("- ").append(name).append(": ").append(value).append('\n'));
        out.append("\n## Latency at a fixed rate\n\nMicroseconds from the time a call was due. "
                + "*Added* is over direct, in the same round.\n\n"
                + "| target | p50 | p99 | p99.9 | added p50 | added p99 | added p99.9 | sent late, p99 | bad |\n"
                + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        samples.forEach((name, all) -> out.append("| ").append(name)
                .append(cells(all, Sample::p50, Sample::p99, Sample::p999))
                .append(over(all, Sample::p50)).append(over(all, Sample::p99)).append(over(all, Sample::p999))
                .append(cells(all, Sample::lateP99))
                .append(" | ").append(all.stream().mapToLong(Sample::bad).sum()).append(" |\n"));
        out.append("\n## Most calls a second\n\nClosed loop. The processor time is what the target's processes used for one call; "
                + "one core divided by it is what the target could do if stub and generator were free.\n\n"
                + "| target | calls/s | to nginx | processor µs a call | calls/s by processor time | used by other processes |\n"
                + "| --- | ---: | ---: | ---: | ---: | ---: |\n");
        samples.forEach((name, all) -> {
            double micros = median(all, Sample::cpuMicros);
            out.append("| ").append(name)
                    .append(cells(all, Sample::rate))
                    .append(" | ").append(ratio(all))
                    .append(" | ").append(micros == 0 ? "" : text(micros))
                    .append(" | ").append(micros == 0 ? "" : text(1e6 / micros))
                    .append(" | ").append(text(100 * median(all, Sample::others))).append(" % |\n");
        });
        out.append("\n## Start and memory\n\n| target | start to first answer, ms: median (all) | resident MB after start | at the end |\n| --- | ---: | ---: | ---: |\n");
        footprints.forEach((name, print) -> out.append("| ").append(name).append(" | ")
                .append(print.starts().stream().sorted().toList().get(print.starts().size() / 2))
                .append(' ').append(print.starts())
                .append(" | ").append(text(print.idle()[1]))
                .append(" | ").append(text(print.end()[1])).append(" |\n"));
        double others = samples.values().stream().mapToDouble(all -> median(all, Sample::others)).max().orElse(0);
        if (others > QUIET) {
            out.append("\n**Not quiet: other processes used up to ").append(text(100 * others))
                    .append(" % of the machine. Don't quote latencies or calls/s of this run; processor time a call holds.**\n");
        }
        if (!notes.isEmpty()) {
            out.append("\n## Notes\n\n");
            notes.forEach(each -> out.append("- ").append(each).append('\n'));
        }
        return out.toString();
    }

    String json() {
        var out = new StringBuilder("{\n  \"facts\": {");
        out.append(String.join(", ", facts.entrySet().stream()
                        .map(each -> quoted(each.getKey()) + ": " + quoted(each.getValue()))
                        .toList()))
                .append("},\n  \"notes\": [")
                .append(String.join(", ", notes.stream().map(Report::quoted).toList()))
                .append("],\n  \"samples\": [\n");
        var lines = new ArrayList<String>();
        samples.forEach((name, all) -> all.forEach(each -> lines.add(String.format(
                Locale.ROOT,
                "    {\"target\": %s, \"round\": %d, \"p50_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f, \"late_p99_us\": %.1f,"
                        + " \"calls_per_second\": %.0f, \"cpu_us_per_call\": %.2f, \"others_share\": %.3f, \"bad\": %d}",
                quoted(name), each.round(), each.p50(), each.p99(), each.p999(), each.lateP99(),
                each.rate(), each.cpuMicros(), each.others(), each.bad()))));
        out.append(String.join(",\n", lines)).append("\n  ],\n  \"footprints\": [\n");
        lines.clear();
        footprints.forEach((name, each) -> lines.add(String.format(
                Locale.ROOT,
                "    {\"target\": %s, \"start_ms\": %s, \"rss_mb\": [%.1f, %.1f], \"pss_mb\": [%.1f, %.1f]}",
                quoted(name), each.starts(), each.idle()[1], each.end()[1], each.idle()[0], each.end()[0])));
        return out.append(String.join(",\n", lines)).append("\n  ]\n}\n").toString();
    }

    private String over(List<Sample> all, ToDoubleFunction<Sample> value) {
        List<Sample> direct = samples.getOrDefault("direct", List.of());
        return all == direct || direct.size() != all.size() ? " | " : " | " + text(paired(all, direct, value, false));
    }

    private String ratio(List<Sample> all) {
        List<Sample> nginx = samples.getOrDefault("nginx", List.of());
        return nginx.size() != all.size() ? "" : String.format(Locale.ROOT, "%.2f", paired(all, nginx, Sample::rate, true));
    }

    private static double paired(List<Sample> a, List<Sample> b, ToDoubleFunction<Sample> value, boolean ratio) {
        var each = new ArrayList<Double>();
        for (int i = 0; i < a.size(); i++) {
            double left = value.applyAsDouble(a.get(i));
            double right = value.applyAsDouble(b.get(i));
            each.add(ratio ? left / right : left - right);
        }
        return middle(each);
    }

    @SafeVarargs
    private static String cells(List<Sample> all, ToDoubleFunction<Sample>... values) {
        var out = new StringBuilder();
        for (ToDoubleFunction<Sample> each : values) {
            out.append(" | ").append(text(median(all, each)));
        }
        return out.toString();
    }

    private static double median(List<Sample> all, ToDoubleFunction<Sample> value) {
        return middle(all.stream().mapToDouble(value).boxed().toList());
    }

    private static double middle(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}

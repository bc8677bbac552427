package io.tidegate.cli;

import io.tidegate.admin.Quantiles;
import io.tidegate.admin.Scrape;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// How is a gateway doing, by what `/metrics` said at one moment or between two?
///
/// @param seconds how long the time is that rates and quantiles are about
/// @param addedMedian seconds that a tool call took beside the time at its server; empty where there was none
/// @param servers how each is: `ready`, `not ready` or `quarantined`
/// @param refusals since the gateway started, by reason, without those that never happened
/// @param residentBytes empty where the gateway's system doesn't tell
record TopSample(
        double seconds,
        double callsPerSecond,
        double refusedPerSecond,
        OptionalDouble addedMedian,
        OptionalDouble added99,
        Map<String, String> servers,
        Map<String, Long> refusals,
        long runningCalls,
        long connections,
        long trailLag,
        long heapBytes,
        OptionalDouble residentBytes,
        double uptimeSeconds) {
    private static final String ADDED = "tidegate_added_seconds";
    private static final String REFUSALS = "tidegate_refusals_total";
    private static final String CALLS = "tidegate_calls_total";
    private static final String UPTIME = "process_uptime_seconds";

    /// @param before empty: all since the gateway started
    static TopSample of(Optional<Scrape> before, Scrape now) {
        double uptime = now.sum(UPTIME);
        // A gateway that was started again counts from nothing, so then nothing came before.
        Optional<Scrape> earlier = before.filter(then -> then.sum(UPTIME) < uptime);
        double seconds = uptime - earlier.map(then -> then.sum(UPTIME)).orElse(0.0);
        NavigableMap<Double, Double> added = Quantiles.between(
                earlier.map(then -> then.histogram(ADDED)).orElseGet(TreeMap::new), now.histogram(ADDED));
        Map<String, String> servers = new LinkedHashMap<>();
        now.all("tidegate_upstream_up")
                .forEach(server -> servers.put(server(server), server.value() > 0 ? "ready" : "not ready"));
        now.all("tidegate_upstream_quarantined").stream()
                .filter(server -> server.value() > 0)
                .forEach(server -> servers.put(server(server), "quarantined"));
        Map<String, Long> refusals = new LinkedHashMap<>();
        now.by(REFUSALS, "reason").entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(reason ->
                        refusals.put(reason.getKey(), reason.getValue().longValue()));
        double heap = now.all("jvm_memory_used_bytes").stream()
                .filter(sample -> sample.label("area").equals("heap"))
                .mapToDouble(Scrape.Sample::value)
                .sum();
        return new TopSample(
                seconds,
                rate(earlier, now, CALLS, seconds),
                rate(earlier, now, REFUSALS, seconds),
                Quantiles.of(added, 0.5),
                Quantiles.of(added, 0.99),
                servers,
                refusals,
                (long) now.sum("tidegate_running_calls"),
                (long) now.sum("tidegate_connections"),
                (long) now.sum("tidegate_trail_lag_records"),
                (long) heap,
                resident(now),
                uptime);
    }

    /// Servers of two tenants may have the same name.
    private static String server(Scrape.Sample sample) {
        String tenant = sample.label("tenant");
        return (tenant.isEmpty() ? "" : tenant + "/") + sample.label("server");
    }

    private static OptionalDouble resident(Scrape now) {
        OptionalDouble told = now.value("process_resident_memory_bytes");
        return told.isPresent() && Double.isNaN(told.getAsDouble()) ? OptionalDouble.empty() : told;
    }

    private static double rate(Optional<Scrape> before, Scrape now, String name, double seconds) {
        double more = now.sum(name) - before.map(then -> then.sum(name)).orElse(0.0);
        return seconds > 0 ? Math.max(0, more) / seconds : 0;
    }

    /// One JSON object on one line; durations in microseconds.
    String json() {
        JsonWriter out = new JsonWriter()
                .object()
                .member("millis", (long) (seconds * 1e3))
                .name("callsPerSecond")
                .raw(number(callsPerSecond))
                .name("refusedPerSecond")
                .raw(number(refusedPerSecond));
        addedMedian.ifPresent(median -> out.member("addedMedianMicros", Math.round(median * 1e6)));
        added99.ifPresent(slow -> out.member("added99Micros", Math.round(slow * 1e6)));
        out.name("servers").object();
        servers.forEach(out::member);
        out.endObject().name("refusals").object();
        refusals.forEach(out::member);
        out.endObject()
                .member("runningCalls", runningCalls)
                .member("connections", connections)
                .member("trailLagRecords", trailLag)
                .member("heapBytes", heapBytes);
        residentBytes.ifPresent(bytes -> out.member("residentBytes", (long) bytes));
        byte[] bytes =
                out.member("uptimeSeconds", (long) uptimeSeconds).endObject().bytes();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).getBytes(StandardCharsets.US_ASCII);
    }
}

package io.tidegate.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;

/// What came out of one run of the suite? Its checks by scenario; a scenario that broke off has none.
record Outcome(SortedMap<String, List<Check>> scenarios) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FOLDER = Pattern.compile("^(?:server-)?(.+)-\\d{4}-\\d\\d-\\d\\dT[\\d-]+Z$");

    /// Reads the folder that the suite wrote: one folder a scenario, named after it and the time.
    static Outcome read(Path folder) throws IOException {
        SortedMap<String, List<Check>> scenarios = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, 3)) {
            for (Path each : all.filter(Files::isDirectory).toList()) {
                Matcher name = FOLDER.matcher(folder.relativize(each).toString());
                if (name.matches()) {
                    scenarios.put(name.group(1), checks(each.resolve("checks.json")));
                }
            }
        }
        return new Outcome(scenarios);
    }

    private static List<Check> checks(Path file) throws IOException {
        return Files.exists(file) ? Check.of(JSON.readTree(Files.readString(file))) : List.of();
    }

    /// Without the scenarios whose name begins so.
    Outcome without(String prefix) {
        SortedMap<String, List<Check>> left = new TreeMap<>(scenarios);
        left.keySet().removeIf(name -> name.startsWith(prefix));
        return new Outcome(left);
    }

    /// Whether a scenario ran and nothing in it failed.
    boolean passed(String scenario) {
        List<Check> checks = scenarios.getOrDefault(scenario, List.of());
        return !checks.isEmpty() && checks.stream().noneMatch(check -> check.status() == Check.Status.FAILURE);
    }

    Optional<Check.Status> status(String scenario, String check) {
        return scenarios.getOrDefault(scenario, List.of()).stream()
                .filter(each -> each.name().equals(check))
                .map(Check::status)
                .findFirst();
    }

    /// `passed/total` as the suite counts it.
    String count(String scenario) {
        List<Check> checks = scenarios.getOrDefault(scenario, List.of());
        long passed = checks.stream()
                .filter(check -> check.status() == Check.Status.SUCCESS)
                .count();
        return passed + "/"
                + checks.stream().filter(check -> check.status().counts()).count();
    }
}

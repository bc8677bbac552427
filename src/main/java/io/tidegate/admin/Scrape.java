package io.tidegate.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// What did `/metrics` say at one moment? Reads Prometheus' text format 0.0.4 as Tidegate writes it; lines that are not
/// of it are passed over.
public final class Scrape {
    private static final int SAMPLES_MAX = 50_000;

    private final Map<String, List<Sample>> samples;

    private Scrape(Map<String, List<Sample>> samples) {
        this.samples = samples;
    }

    /// One line: labels and a value.
    public record Sample(Map<String, String> labels, double value) {
        public Sample {
            labels = Map.copyOf(labels);
        }

        /// Empty where there is no such label.
        public String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    public static Scrape parse(String text) {
        Map<String, List<Sample>> samples = new HashMap<>();
        text.lines()
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                .limit(SAMPLES_MAX)
                .forEach(line -> new Line(line).into(samples));
        return new Scrape(samples);
    }

    /// What is told of that tenant, and of the process that all share.
    public Scrape ofTenant(String name) {
        Map<String, List<Sample>> kept = new HashMap<>();
        samples.forEach((of, all) -> {
            boolean divided =
                    all.stream().anyMatch(sample -> !sample.label("tenant").isEmpty());
            kept.put(
                    of,
                    divided
                            ? all.stream()
                                    .filter(sample -> sample.label("tenant").equals(name))
                                    .toList()
                            : all);
        });
        return new Scrape(kept);
    }

    /// All samples of that name, in the order told.
    public List<Sample> all(String name) {
        return List.copyOf(samples.getOrDefault(name, List.of()));
    }

    /// Values by the value of one label, those of equal label added, in the order told.
    public Map<String, Double> by(String name, String label) {
        Map<String, Double> sums = new LinkedHashMap<>();
        all(name).forEach(sample -> sums.merge(sample.label(label), sample.value(), Double::sum));
        return sums;
    }

    /// The sum of all samples of that name; 0 where there is none.
    public double sum(String name) {
        return all(name).stream().mapToDouble(Sample::value).sum();
    }

    /// The value of a name that has one sample.
    public OptionalDouble value(String name) {
        return all(name).stream().mapToDouble(Sample::value).findFirst();
    }

    /// How many were counted up to each bound of a histogram: cumulative, bounds in its unit.
    ///
    /// @param name without `_bucket`
    public NavigableMap<Double, Double> histogram(String name) {
        NavigableMap<Double, Double> counts = new TreeMap<>();
        for (Sample bucket : all(name + "_bucket")) {
            Line.number(bucket.label("le")).ifPresent(bound -> counts.merge(bound, bucket.value(), Double::sum));
        }
        return counts;
    }

    /// One line of the text, read from left to right.
    private static final class Line {
        private final String text;
        private int at;

        Line(String text) {
            this.text = text;
        }

        void into(Map<String, List<Sample>> samples) {
            String name = until("{ ");
            Optional<Map<String, String>> labels =
                    at < text.length() && text.charAt(at) == '{' ? labels() : Optional.of(Map.of());
            if (name.isEmpty() || labels.isEmpty()) {
                return;
            }
            String rest = text.substring(at).strip();
            int end = rest.indexOf(' ');
            number(end < 0 ? rest : rest.substring(0, end))
                    .ifPresent(value -> samples.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(new Sample(labels.get(), value)));
        }

        private Optional<Map<String, String>> labels() {
            Map<String, String> labels = new LinkedHashMap<>();
            at++;
            while (at < text.length() && text.charAt(at) != '}') {
                String name = until("=}");
                at++;
                if (at >= text.length() || text.charAt(at) != '"') {
                    return Optional.empty();
                }
                at++;
                labels.put(name, quoted());
                if (at < text.length() && text.charAt(at) == ',') {
                    at++;
                }
            }
            at++;
            return at <= text.length() ? Optional.of(labels) : Optional.empty();
        }

        private String until(String ends) {
            int from = at;
            while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        /// Up to the closing quotation mark; `\\`, `\"` and `\n` are escapes.
        private String quoted() {
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                char next = text.charAt(at++);
                if (next == '\\' && at < text.length()) {
                    char escaped = text.charAt(at++);
                    next = escaped == 'n' ? '\n' : escaped;
                }
                value.append(next);
            }
            at++;
            return value.toString();
        }

        static Optional<Double> number(String text) {
            return switch (text) {
                case "+Inf" -> Optional.of(Double.POSITIVE_INFINITY);
                case "-Inf" -> Optional.of(Double.NEGATIVE_INFINITY);
                default -> parsed(text);
            };
        }

        private static Optional<Double> parsed(String text) {
            try {
                return Optional.of(Double.parseDouble(text));
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }
    }
}

package io.tidegate.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// How well and how fast does the scanner find things? A program, not a test: docs/data-types.md says how to run it
/// and what it said. Prints texts of the corpora; never run it over real data.
public final class MeasureDetection {
    private static final DataScanner SCANNER = new DataScanner(EnumSet.allOf(DataType.class));
    private static final Map<String, DataType> ENTITIES = Map.ofEntries(
            Map.entry("EMAIL_ADDRESS", DataType.EMAIL),
            Map.entry("CREDIT_CARD", DataType.PAYMENT_CARD),
            Map.entry("IBAN_CODE", DataType.IBAN),
            Map.entry("IP_ADDRESS", DataType.IP_ADDRESS),
            Map.entry("PHONE_NUMBER", DataType.PHONE),
            Map.entry("ADDRESS", DataType.POSTAL_ADDRESS),
            Map.entry("CRYPTO", DataType.CRYPTO_WALLET),
            Map.entry("US_DRIVER_LICENSE", DataType.DRIVER_LICENCE),
            Map.entry("KR_DRIVER_LICENSE", DataType.DRIVER_LICENCE),
            Map.entry("DE_PASSPORT", DataType.PASSPORT),
            Map.entry("KR_PASSPORT", DataType.PASSPORT),
            Map.entry("IT_PASSPORT", DataType.PASSPORT),
            Map.entry("UK_NHS", DataType.HEALTH_ID),
            Map.entry("US_NPI", DataType.HEALTH_ID),
            Map.entry("AU_MEDICARE", DataType.HEALTH_ID),
            Map.entry("MEDICAL_LICENSE", DataType.HEALTH_ID),
            Map.entry("US_SSN", DataType.NATIONAL_ID),
            Map.entry("CA_SIN", DataType.NATIONAL_ID),
            Map.entry("UK_NINO", DataType.NATIONAL_ID),
            Map.entry("KR_RRN", DataType.NATIONAL_ID),
            Map.entry("DE_SOCIAL_SECURITY", DataType.NATIONAL_ID),
            Map.entry("FI_PERSONAL_IDENTITY_CODE", DataType.NATIONAL_ID));

    private MeasureDetection() {}

    /// Arguments: the folder of corpora, and `verbose` to see each miss and false alarm.
    public static void main(String[] arguments) throws IOException {
        Path corpora = Path.of(arguments[0]);
        boolean verbose = arguments.length > 1;
        recognizers(corpora.resolve("presidio_recognizer_tests.jsonl"), verbose);
        spans(corpora.resolve("presidio_generated_large.jsonl"), verbose);
        secrets(corpora.resolve("gitleaks_fixtures.jsonl"), verbose);
        alarms(corpora.resolve("injecagent_benign_outputs.jsonl"), verbose);
        alarms(corpora.resolve("toolemu_clean_tools.jsonl"), verbose);
        speed(corpora);
    }

    private static List<JsonNode> read(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> cases = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            cases.add(mapper.readTree(line));
        }
        return cases;
    }

    private static List<Finding> scan(String text) {
        return switch (SCANNER.scan(text)) {
            case Examination.Complete complete -> complete.findings();
            case Examination.TooMuchToExamine tooMuch -> throw new IllegalStateException(tooMuch.toString());
        };
    }

    private static void recognizers(Path file, boolean verbose) throws IOException {
        Map<String, int[]> counts = new TreeMap<>();
        int[] others = new int[2];
        for (JsonNode node : read(file)) {
            String sub = node.path("sub").asString();
            String text = node.path("text").asString();
            List<Finding> found = scan(text);
            DataType type = ENTITIES.get(sub);
            if (type == null) {
                others[0] += found.isEmpty() ? 0 : 1;
                others[1]++;
                report(verbose && !found.isEmpty(), "other entity flagged", text, found);
                continue;
            }
            boolean wanted = node.path("label").asString().equals("pii");
            boolean hit = found.stream().anyMatch(finding -> finding.type() == type);
            int[] count = counts.computeIfAbsent(sub, name -> new int[4]);
            count[wanted ? 0 : 2] += hit ? 1 : 0;
            count[wanted ? 1 : 3]++;
            report(verbose && wanted != hit, wanted ? "missed" : "false alarm", text, found);
        }
        counts.forEach((sub, c) ->
                print("recognizer tests %-14s found %d of %d, false %d of %d", sub, c[0], c[1], c[2], c[3]));
        print("recognizer tests, other entities: %d of %d flagged as one of ours", others[0], others[1]);
    }

    private static void spans(Path file, boolean verbose) throws IOException {
        Map<String, int[]> counts = new TreeMap<>();
        for (JsonNode node : read(file)) {
            String text = node.path("text").asString();
            List<Finding> found = new ArrayList<>(scan(text));
            for (JsonNode span : node.path("spans")) {
                DataType type = ENTITIES.get(span.path(2).asString());
                if (type == null) {
                    continue;
                }
                int start = span.path(0).asInt();
                int end = span.path(1).asInt();
                boolean hit = found.removeIf(f -> f.type() == type && f.start() <= start && f.end() >= end);
                int[] count = counts.computeIfAbsent(type.id(), name -> new int[3]);
                count[0] += hit ? 1 : 0;
                count[1]++;
                report(verbose && !hit, "missed " + type.id(), text.substring(start, end), found);
            }
            for (Finding extra : found) {
                counts.computeIfAbsent(extra.type().id(), name -> new int[3])[2]++;
                report(verbose, "false alarm", text, found);
            }
        }
        counts.forEach(
                (id, c) -> print("generated sentences %-14s found %d of %d, false alarms %d", id, c[0], c[1], c[2]));
    }

    private static void secrets(Path file, boolean verbose) throws IOException {
        int[] count = new int[4];
        for (JsonNode node : read(file)) {
            String text = node.path("text").asString();
            boolean wanted = node.path("label").asString().equals("secret");
            boolean hit = scan(text).stream().anyMatch(f -> f.type().family() == DataType.Family.SECRET);
            count[wanted ? 0 : 2] += hit ? 1 : 0;
            count[wanted ? 1 : 3]++;
            report(
                    verbose && wanted != hit,
                    (wanted ? "missed " : "false alarm ") + node.path("sub").asString(),
                    text.substring(0, Math.min(300, text.length())),
                    scan(text));
        }
        print("gitleaks fixtures: found %d of %d, false %d of %d", count[0], count[1], count[2], count[3]);
    }

    private static void alarms(Path file, boolean verbose) throws IOException {
        Map<String, Integer> byKind = new TreeMap<>();
        List<JsonNode> cases = read(file);
        int flagged = 0;
        for (JsonNode node : cases) {
            String text = node.path("text").asString();
            List<Finding> found = scan(text);
            flagged += found.isEmpty() ? 0 : 1;
            for (Finding finding : found) {
                byKind.merge(finding.type().id() + "/" + finding.kind(), 1, Integer::sum);
                report(
                        verbose && finding.type() != DataType.EMAIL,
                        "alarm",
                        text.substring(Math.max(0, finding.start() - 40), Math.min(text.length(), finding.end() + 10)),
                        List.of(finding));
            }
        }
        print(
                "%s: %d texts, %.1f flagged per 1,000, %s",
                file.getFileName(), cases.size(), 1000.0 * flagged / cases.size(), byKind);
    }

    private static void speed(Path corpora) throws IOException {
        StringBuilder ordinary = new StringBuilder();
        while (ordinary.length() < 8_000_000) {
            for (JsonNode node : read(corpora.resolve("injecagent_benign_outputs.jsonl"))) {
                ordinary.append(node.path("text").asString()).append('\n');
            }
        }
        time("tool results", ordinary.toString());
        StringBuilder prose = new StringBuilder();
        for (JsonNode node : read(corpora.resolve("bipia_train.jsonl"))) {
            prose.append(node.path("text").asString()).append('\n');
        }
        time("mails, tables, code", prose.toString());
    }

    private static void time(String name, String whole) {
        List<String> texts = new ArrayList<>();
        for (int at = 0; at + 16_384 <= whole.length(); at += 16_384) {
            texts.add(whole.substring(at, at + 16_384));
        }
        double best = 0;
        long steps = 0;
        for (int round = 0; round < 12; round++) {
            long begun = System.nanoTime();
            steps = 0;
            for (String text : texts) {
                if (SCANNER.scan(text) instanceof Examination.Complete complete) {
                    steps += complete.steps();
                }
            }
            best = Math.max(best, texts.size() * 16.384e3 / (System.nanoTime() - begun) * 1e3);
        }
        print(
                "speed, %s in pieces of 16 KB: %.0f MB/s, %.2f steps a character",
                name, best, steps / (texts.size() * 16384.0));
    }

    private static void report(boolean wanted, String what, String text, List<Finding> found) {
        if (wanted) {
            print("  %s: %s %s", what, text.replace("\n", "\\n"), found);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would need a dependency
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}

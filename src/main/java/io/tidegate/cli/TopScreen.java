package io.tidegate.cli;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/// One look at a gateway, as people read it: a word and its numbers on each line.
///
/// Names come over the network, so whatever could steer a terminal is replaced.
record TopScreen(boolean coloured) {
    private static final int REFUSALS_SHOWN = 8;

    String of(String admin, TopSample sample) {
        StringBuilder screen = new StringBuilder();
        line(screen, "tidegate", plain(admin) + "   up " + time((long) sample.uptimeSeconds()));
        line(
                screen,
                "calls",
                number(sample.callsPerSecond()) + "/s   refused " + number(sample.refusedPerSecond()) + "/s   running "
                        + sample.runningCalls() + "   connections " + sample.connections());
        line(screen, "added", "p50 " + millis(sample.addedMedian()) + "   p99 " + millis(sample.added99()));
        line(screen, "servers", servers(sample.servers()));
        line(screen, "refusals", refusals(sample.refusals()));
        line(screen, "trail", Count.of(sample.trailLag(), "record") + " not on disk yet");
        line(screen, "memory", "heap " + megabytes(sample.heapBytes()) + resident(sample.residentBytes()));
        return screen.toString();
    }

    private static void line(StringBuilder screen, String word, String text) {
        screen.append(String.format(Locale.ROOT, "%-10s", word)).append(text).append('\n');
    }

    private String servers(Map<String, String> servers) {
        StringJoiner line = new StringJoiner("   ");
        line.setEmptyValue("none");
        servers.forEach((name, how) -> line.add(plain(name) + " " + mark(how, how.equals("ready") ? 32 : 31)));
        return line.toString();
    }

    private static String refusals(Map<String, Long> refusals) {
        StringJoiner line = new StringJoiner("   ");
        line.setEmptyValue("none");
        refusals.entrySet().stream()
                .limit(REFUSALS_SHOWN)
                .forEach(reason -> line.add(plain(reason.getKey()) + " " + reason.getValue()));
        return line.toString();
    }

    private String mark(String word, int colour) {
        return coloured ? "\u001b[" + colour + "m" + word + "\u001b[0m" : word;
    }

    private static String millis(OptionalDouble seconds) {
        return seconds.isPresent() ? String.format(Locale.ROOT, "%.2f ms", seconds.getAsDouble() * 1e3) : "-";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String resident(OptionalDouble bytes) {
        return bytes.isPresent() ? "   resident " + megabytes((long) bytes.getAsDouble()) : "";
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }

    private static String time(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    private static String plain(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}

package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What does the kernel count? Processor time and memory of processes and of the whole machine, from /proc.
final class Machine {
    private static final double TICKS_A_SECOND = 100; // USER_HZ, the same on every Linux we know

    private Machine() {}

    /// Processor seconds that all processes used so far, on all cores.
    static double busySeconds() throws IOException {
        String[] field = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split("\\s+");
        double busy = 0;
        for (int i = 1; i < field.length && i <= 8; i++) {
            busy += i == 4 || i == 5 ? 0 : Double.parseDouble(field[i]);
        }
        return busy / TICKS_A_SECOND;
    }

    /// Processor seconds that these processes used so far, with what their ended children used.
    static double seconds(List<Long> pids) throws IOException {
        double ticks = 0;
        for (long pid : pids) {
            Path stat = Path.of("/proc/" + pid + "/stat");
            if (Files.exists(stat)) {
                String text = Files.readString(stat);
                String[] field = text.substring(text.lastIndexOf(')') + 2).split(" ");
                ticks += Double.parseDouble(field[11]) + Double.parseDouble(field[12]);
            }
        }
        return ticks / TICKS_A_SECOND;
    }

    /// Resident megabytes of these processes: each page counts once (proportional set size), and as the kernel counts (RSS).
    static double[] megabytes(List<Long> pids) throws IOException {
        double pss = 0;
        double rss = 0;
        for (long pid : pids) {
            Path rollup = Path.of("/proc/" + pid + "/smaps_rollup");
            if (!Files.exists(rollup)) {
                continue;
            }
            for (String line : Files.readAllLines(rollup)) {
                pss += line.startsWith("Pss:") ? kilobytes(line) : 0;
                rss += line.startsWith("Rss:") ? kilobytes(line) : 0;
            }
        }
        return new double[] {pss / 1024, rss / 1024};
    }

    static int cores() throws IOException {
        return (int) Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("processor"))
                .count();
    }

    static String described() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown processor");
        return model + ", " + cores() + " cores, Linux " + System.getProperty("os.version") + ", Java "
                + Runtime.version();
    }

    private static double kilobytes(String line) {
        return Double.parseDouble(line.replaceAll("[^0-9]", ""));
    }
}

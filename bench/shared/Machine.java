package io.tidegate.bench;

import java.lang.management.ManagementFactory;
import java.time.Instant;

/// Where and when was something measured? The line that stands above every figure.
public final class Machine {
    private Machine() {}

    public static void tell() {
        System.out.printf(
                "%s, %d processors, Java %s, load before %.2f%n",
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}

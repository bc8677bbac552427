package io.tidegate.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory does the process hold in RAM? Linux says so in a file; elsewhere there is no answer.
record ResidentMemory(Path status) {
    private static final String LINE = "VmRSS:";

    /// `NaN` where the system does not tell.
    double bytes() {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(LINE)) {
                    return 1024.0 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException | NumberFormatException _) {
            return Double.NaN;
        }
        return Double.NaN;
    }
}

package io.tidegate.scan;

import java.nio.file.Path;
import java.util.Locale;

/// The systems whose folders for applications' settings are known.
public enum OperatingSystem {
    LINUX,
    MACOS,
    WINDOWS;

    /// The system of a value of `os.name`; all that is neither macOS nor Windows keeps its settings as Linux does.
    public static OperatingSystem named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mac")) {
            return MACOS;
        }
        return lower.startsWith("windows") ? WINDOWS : LINUX;
    }

    /// The folder below which applications keep their settings.
    Path settings(Path home) {
        return switch (this) {
            case LINUX -> home.resolve(".config");
            case MACOS -> home.resolve("Library").resolve("Application Support");
            case WINDOWS -> home.resolve("AppData").resolve("Roaming");
        };
    }
}

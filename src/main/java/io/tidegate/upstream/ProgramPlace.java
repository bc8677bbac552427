package io.tidegate.upstream;

import io.tidegate.config.Server.Reach;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Which file does the first word of a command line start?
public final class ProgramPlace {
    private ProgramPlace() {}

    /// As this process would start it.
    public static Optional<Path> of(Reach.Run how) {
        return of(how.command(), how.directory(), System.getenv().getOrDefault("PATH", ""));
    }

    /// @param searched the folders in which a program without a path is looked for
    static Optional<Path> of(String name, Optional<Path> directory, String searched) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (name.indexOf('/') >= 0) {
            Path path = directory.orElse(Path.of("")).resolve(name);
            return Optional.of(path.toAbsolutePath()).filter(ProgramPlace::startable);
        }
        for (String folder : searched.split(":", -1)) {
            Path path = Path.of(folder, name).toAbsolutePath();
            if (startable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private static boolean startable(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}

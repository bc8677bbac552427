package io.tidegate.audit;

import java.io.IOException;
import java.nio.file.Path;

/// Another process, or another trail in this one, already writes to the directory.
public final class TrailInUse extends IOException {
    private static final long serialVersionUID = 1L;

    TrailInUse(Path directory) {
        super("the trail in `" + directory
                + "` is being written by another process; stop it, or use another directory");
    }
}

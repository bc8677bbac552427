package io.tidegate.cli;

import io.tidegate.scan.OwnerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder of our own making: nobody else may enter it, and version control leaves it out, since keys and records come
/// into it. A folder that somebody else made stays as it is.
final class OwnFolder {
    private OwnFolder() {}

    static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        OwnerFiles.folder(folder);
        Files.writeString(folder.resolve(".gitignore"), "*\n");
    }
}

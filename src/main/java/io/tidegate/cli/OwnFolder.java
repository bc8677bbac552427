package io.tidegate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A folder of our own making: nobody else may enter it, and version control leaves it out, since keys and records come
/// into it. A folder that somebody else made stays as it is.
final class OwnFolder {
    private OwnFolder() {}

    static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (parent != null && Files.getFileStore(parent).supportsFileAttributeView("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
        Files.writeString(folder.resolve(".gitignore"), "*\n");
    }
}

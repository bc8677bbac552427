package io.tidegate.cli;

import io.tidegate.scan.OwnerFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

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

    /// Removes a folder that is ours, with all that is in it; links are removed, not followed.
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

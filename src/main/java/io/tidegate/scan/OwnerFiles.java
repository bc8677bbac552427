package io.tidegate.scan;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Replaces files whole, and keeps from others what is not theirs. On systems without POSIX permissions it relies on
/// what the home folder allows.
public final class OwnerFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private OwnerFiles() {}

    /// A folder that only its owner may enter, with all folders above it.
    public static void folder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (POSIX) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(folder);
        }
    }

    /// The folder that a changed file is to be in.
    static void parent(Changes.Change change) throws IOException {
        Path parent = change.path().toAbsolutePath().getParent();
        if (parent != null && change.access() == Changes.Access.OWNER) {
            folder(parent);
        } else if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    /// The file holds these bytes, or, when it fails, what it held before. Permissions of a file that is there stay.
    static void replace(Path file, byte[] bytes, Changes.Access access) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("a file needs a folder");
        }
        Path draft = Files.createTempFile(parent, ".tidegate-", ".tmp"); // readable by its owner only
        try {
            Files.write(draft, bytes);
            if (POSIX && access == Changes.Access.USUAL) {
                Files.setPosixFilePermissions(draft, permissions(file));
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        return Files.exists(file) ? Files.getPosixFilePermissions(file) : PosixFilePermissions.fromString("rw-r--r--");
    }
}

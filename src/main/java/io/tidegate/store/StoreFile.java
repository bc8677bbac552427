package io.tidegate.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Is the store's file ours alone? Makes it for the owner only, before SQLite does, and narrows one that is wider.
/// SQLite gives the files beside it (`-wal`, `-shm`) the same mode. Does not look at who owns the folder.
final class StoreFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");

    private StoreFile() {}

    static void prepare(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.exists(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FOLDER));
            }
            create(file);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new StoreException("`" + file + "` is a link or no plain file; name the store's own file");
            }
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        } catch (IOException failure) {
            throw new StoreException(
                    "`" + file + "` cannot be made or opened; check the owner and mode of its folder", failure);
        }
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException _) {
            // an existing store is opened, and checked by the caller
        }
    }
}

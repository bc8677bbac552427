package io.tidegate.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Supplier;

/// Where do keys lie? One small text file each (mode 0600) in a directory of ours (mode 0700).
///
/// A key is written to a temporary file, forced to disk, and then linked to its name, which fails if the name exists:
/// of two processes that start at once one wins and both read the winner's key. Does not guard against root.
final class KeyFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    private static final int FILE_BYTES_MAX = 4096; // a signing key needs about 200

    private final Path directory;
    private final SecureRandom random;

    private KeyFiles(Path directory, SecureRandom random) {
        this.directory = directory;
        this.random = random;
    }

    static KeyFiles in(Path directory, SecureRandom random) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
        }
        if (!Files.isDirectory(directory)) {
            throw new KeysRefused("the key directory `" + directory + "` is not a directory");
        }
        refuseIfOpenToOthers(directory, "chmod 700");
        return new KeyFiles(directory, random);
    }

    /// The text of the key called `name`; `fresh` makes one if there is none yet.
    String readOrCreate(String name, Supplier<String> fresh) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            create(file, fresh.get());
        }
        return read(file);
    }

    private void create(Path file, String text) throws IOException {
        byte[] suffix = new byte[8];
        random.nextBytes(suffix);
        Path temporary = directory.resolve(
                "." + file.getFileName() + "." + HexFormat.of().formatHex(suffix));
        try {
            write(temporary, text);
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException _) {
            return; // another process was first: its key is the key
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static void write(Path temporary, String text) throws IOException {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel =
                FileChannel.open(temporary, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new KeysRefused("the key file `" + file + "` is not a plain file");
        }
        refuseIfOpenToOthers(file, "chmod 600");
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new KeysRefused("the key file `" + file + "` is too large to be a key");
        }
        return Files.readString(file, StandardCharsets.US_ASCII);
    }

    private static void refuseIfOpenToOthers(Path path, String cure) throws IOException {
        Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
        open.retainAll(Files.readAttributes(path, PosixFileAttributes.class).permissions());
        if (!open.isEmpty()) {
            throw new KeysRefused("`" + path + "` holds keys and is open to other users; run `" + cure + " " + path
                    + "`, and replace the keys if someone may have read them");
        }
    }
}

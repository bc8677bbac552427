package io.tidegate.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// What does a file, or a whole folder, say? Its SHA-256, as `sha256:` and hexadecimal digits.
///
/// A folder's is that of its sorted entries, each with its path, its kind, whether it can be executed, and its content;
/// of a link, where it leads. So a file more, less, moved or made executable makes another. A link that
/// is itself asked about stands for what it leads to.
public final class FileDigest {
    private static final int ENTRIES_MAX = 200_000;
    private static final int DEPTH_MAX = 64;
    private static final int AT_ONCE = 64 << 10;

    private FileDigest() {}

    /// @throws IOException if something there can't be read, or there is too much of it
    public static String of(Path path) throws IOException {
        MessageDigest all = sha256();
        if (!Files.isDirectory(path)) {
            add(all, path);
        } else {
            Path folder = path.toRealPath(); // a walk that begins at a link ends there
            for (Path entry : entries(folder)) {
                addEntry(all, folder, entry);
            }
        }
        return "sha256:" + HexFormat.of().formatHex(all.digest());
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, DEPTH_MAX)) {
            List<Path> entries = walk.limit(ENTRIES_MAX + 1L)
                    .sorted((one, other) -> one.toString().compareTo(other.toString()))
                    .toList();
            if (entries.size() > ENTRIES_MAX) {
                throw new IOException("`" + folder + "` holds too much to be checked");
            }
            return entries;
        } catch (java.io.UncheckedIOException unreadable) {
            throw new IOException("something in `" + folder + "` can't be read", unreadable);
        }
    }

    private static void addEntry(MessageDigest all, Path folder, Path entry) throws IOException {
        MessageDigest content = sha256();
        String kind;
        if (Files.isSymbolicLink(entry)) {
            kind = "link";
            content.update(Files.readSymbolicLink(entry).toString().getBytes(StandardCharsets.UTF_8));
        } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            kind = "folder";
        } else {
            kind = Files.isExecutable(entry) ? "program" : "file";
            add(content, entry);
        }
        String line = kind + " " + HexFormat.of().formatHex(content.digest()) + " " + folder.relativize(entry) + "\0";
        all.update(line.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] some = new byte[AT_ONCE];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                digest.update(some, 0, count);
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

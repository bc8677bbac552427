package io.tidegate.guard;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;

/// Where does a path lead on this machine, as the system walks it: link by link, `..` after links, whether its end is
/// there or not?
///
/// It says how things are now. Whoever can write in a root can change a link after this look and before the server's.
final class Links {
    private static final int LINKS_MAX = 40; // as Linux

    private Links() {}

    /// @param path whole, with its `..`
    /// @throws IOException if a part of it can't be looked at, or its links go in a circle
    static Path end(Path path) throws IOException {
        Deque<Path> left = new ArrayDeque<>();
        path.forEach(left::addLast);
        Path at = root(path);
        int links = 0;
        while (!left.isEmpty()) {
            Path name = left.removeFirst();
            switch (name.toString()) {
                case "", "." -> {}
                case ".." -> at = at.getParent() == null ? at : at.getParent();
                default -> {
                    Path next = at.resolve(name);
                    if (!isLink(next)) {
                        at = next;
                    } else if (++links > LINKS_MAX) {
                        throw new FileSystemLoopException("too many links");
                    } else {
                        Path to = Files.readSymbolicLink(next);
                        at = to.isAbsolute() ? root(to) : at;
                        for (int part = to.getNameCount() - 1; part >= 0; part--) {
                            left.addFirst(to.getName(part));
                        }
                    }
                }
            }
        }
        return at;
    }

    private static Path root(Path whole) throws IOException {
        Path root = whole.getRoot();
        if (root == null) {
            throw new IOException("not a whole path");
        }
        return root;
    }

    private static boolean isLink(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isSymbolicLink();
        } catch (NoSuchFileException missing) {
            return false;
        }
    }
}

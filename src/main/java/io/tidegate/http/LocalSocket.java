package io.tidegate.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Set;

/// Is this Unix socket what it should be? It lies in a folder in which nobody but its owner can put anything, so that
/// nobody else can put a socket of their own in its place; and at the other end is that owner.
///
/// Whoever may write to the folders above could still move that folder: keep it where only administrators can.
public record LocalSocket(Path path, Optional<String> group) {
    private static final int PATH_BYTES_MAX = 100; // sun_path has 104 or 108

    public LocalSocket {
        path = path.toAbsolutePath().normalize();
    }

    /// Listens. A socket that was left behind by a process that is gone is replaced, anything else is not.
    ServerSocketChannel listen() throws IOException {
        Path folder = folder();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            removeAbandoned(owner(folder));
        }
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean bound = false;
        boolean usable = false;
        try {
            listener.bind(UnixDomainSocketAddress.of(path));
            bound = true;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            if (group.isPresent()) {
                open(group.get());
            }
            usable = true;
            return listener;
        } finally {
            if (!usable) {
                listener.close();
            }
            if (bound && !usable) {
                remove();
            }
        }
    }

    private void open(String name) throws IOException {
        try {
            GroupPrincipal principal =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
            Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(principal);
        } catch (UserPrincipalNotFoundException unknown) {
            throw new IOException("there is no group `" + name + "` on this machine", unknown);
        } catch (FileSystemException refused) {
            throw new IOException(
                    "`" + path + "` can't be given to the group `" + name + "`: the gateway's account must be in it",
                    refused);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    }

    private void removeAbandoned(UserPrincipal owner) throws IOException {
        PosixFileAttributes there = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!there.isOther() || !there.owner().equals(owner)) {
            throw new IOException("`" + path + "` is there already and is no socket of ours; remove it");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException _) {
            Files.delete(path); // nobody answers
            return;
        }
        throw new IOException("somebody listens on `" + path + "` already");
    }

    /// Connects, if it is safe to. Says so as `IOException` if not.
    void connect(SocketChannel channel) throws IOException {
        UserPrincipal owner = owner(folder());
        channel.connect(UnixDomainSocketAddress.of(path));
        if (!UnixSocket.peer(channel).equals(owner)) {
            throw new IOException("`" + path + "` is not answered by the owner of its folder");
        }
    }

    private Path folder() throws IOException {
        Path folder = path.getParent();
        if (folder == null
                || path.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
            throw new IOException("`" + path + "` is too long, or no place for a socket");
        }
        Path real = folder.toRealPath();
        Set<PosixFilePermission> may = Files.getPosixFilePermissions(real);
        if (may.contains(PosixFilePermission.GROUP_WRITE) || may.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    "others can write to `" + folder + "`, and put a socket of their own in the place of `"
                            + path.getFileName() + "`; take a folder that only its owner can write to");
        }
        return real;
    }

    private static UserPrincipal owner(Path folder) throws IOException {
        return Files.getOwner(folder);
    }

    /// Removes the socket after the end.
    void remove() throws IOException {
        Files.deleteIfExists(path);
    }
}

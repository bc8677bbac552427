package io.tidegate.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;

/// Who writes the trail? Whoever holds the lock on its file `lock`; the operating system frees it when a process dies.
final class TrailLock {
    private final FileChannel channel;

    private TrailLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Throws `TrailInUse` if someone else holds it.
    static TrailLock take(TrailDirectory directory) throws IOException {
        FileChannel channel =
                TrailDirectory.open(directory.lock(), EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        if (!held(channel)) {
            channel.close();
            throw new TrailInUse(directory.path());
        }
        TrailDirectory.sign(channel);
        return new TrailLock(channel);
    }

    private static boolean held(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    void release() throws IOException {
        channel.close();
    }
}

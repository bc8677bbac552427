package io.tidegate.policy;

import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// Keeps the library that reads Git repositories from looking at anything but the repository: by itself it runs `git`
/// to find the machine's configuration, and reads that of the account.
final class QuietGit extends SystemReader.Delegate {
    private static final long CLOCK_SECONDS = 2; // the worst there is

    private QuietGit(SystemReader usual) {
        super(usual);
    }

    /// From now on it does not. Asked more than once, it changes nothing.
    static void beSure() {
        if (!(SystemReader.getInstance() instanceof QuietGit)) {
            SystemReader.setInstance(new QuietGit(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    /// A configuration in which nothing stands, and into which nothing is written.
    private static final class Nothing extends FileBasedConfig {
        Nothing(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        /// What the clock of a file system can do is said here, or else it would be measured by writing files beside
        /// those that are read.
        @Override
        public long getTimeUnit(String section, String subsection, String name, long fallback, TimeUnit unit) {
            return section.equals("filesystem")
                    ? unit.convert(CLOCK_SECONDS, TimeUnit.SECONDS)
                    : super.getTimeUnit(section, subsection, name, fallback, unit);
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}

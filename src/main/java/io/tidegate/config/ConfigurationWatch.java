package io.tidegate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices that the configuration, a policy, a certificate or a secret file changed, and reads the configuration again.
/// Looks by content, so touching a file is no change; a change is taken when it held still for one look.
/// Does not see a changed environment: a process's environment doesn't change.
public final class ConfigurationWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);

    /// More files than any policy folder has; beyond them, a change is noticed by `poke` only.
    private static final int FILES_MAX = 4096;

    private static final int DEPTH_MAX = 8;

    /// Beyond this size, only size and time are looked at.
    private static final long CONTENT_MAX = 4L << 20;

    private final Supplier<ConfigurationResult> load;
    private final BooleanSupplier elsewhere;
    private final Listener listener;
    private final Semaphore poked = new Semaphore(0);
    private final Duration period;
    private final Thread thread;

    // Only the watching thread reads and writes these, or a test that starts none.
    private List<Path> watched;
    private Map<Path, String> inForce;
    private Map<Path, String> seen;

    /// Is told what came of reading again, on the watching thread, one at a time.
    @FunctionalInterface
    public interface Listener {
        void changed(ConfigurationResult result);
    }

    /// A watch that doesn't run yet, for a configuration that was read from `watched`.
    ///
    /// @param elsewhere whether something changed that is in no file, as the secrets of a secrets manager
    ConfigurationWatch(
            List<Path> watched,
            Supplier<ConfigurationResult> load,
            BooleanSupplier elsewhere,
            Listener listener,
            Duration period) {
        this.watched = List.copyOf(watched);
        this.load = load;
        this.elsewhere = elsewhere;
        this.listener = listener;
        this.period = period;
        this.inForce = contents(this.watched);
        this.seen = inForce;
        this.thread = Thread.ofVirtual().name("configuration-watch").unstarted(this::run);
    }

    /// Starts to watch what `current` was read from, looking every second.
    ///
    /// @param elsewhere whether something changed that is in no file; asked at each look
    public static ConfigurationWatch start(
            ConfigurationResult current,
            Supplier<ConfigurationResult> load,
            BooleanSupplier elsewhere,
            Listener listener) {
        ConfigurationWatch watch =
                new ConfigurationWatch(current.watched(), load, elsewhere, listener, Duration.ofSeconds(1));
        watch.begin();
        return watch;
    }

    void begin() {
        thread.start();
    }

    /// Reads again now, changed or not: somebody asked for it.
    public void poke() {
        poked.release();
    }

    /// Stops watching; waits for a listener that is being told, at most ten seconds.
    @Override
    public void close() {
        thread.interrupt();
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                LOG.warn("the configuration watch did not stop in ten seconds");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (poked.tryAcquire(period.toMillis(), TimeUnit.MILLISECONDS)) {
                    poked.drainPermits();
                    reload(contents(watched));
                } else {
                    look();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One look: reads again when something changed since the last reading, and not since the last look.
    void look() {
        Map<Path, String> now = contents(watched);
        boolean still = now.equals(seen);
        seen = now;
        if ((still && !now.equals(inForce)) || isChangedElsewhere()) {
            reload(now);
        }
    }

    private boolean isChangedElsewhere() {
        try {
            return elsewhere.getAsBoolean();
        } catch (RuntimeException broken) {
            LOG.error(
                    "what is not in files can't be looked at: {}",
                    broken.getClass().getSimpleName());
            LOG.debug("the defect", broken);
            return false;
        }
    }

    private void reload(Map<Path, String> now) {
        inForce = now;
        try {
            ConfigurationResult result = load.get();
            if (!result.watched().equals(watched)) {
                watched = result.watched();
                inForce = contents(watched);
            }
            seen = inForce;
            listener.changed(result);
        } catch (RuntimeException broken) {
            // What is in force stays in force; without this line the watch would end silently.
            LOG.error(
                    "the changed configuration could not be put in force: {}",
                    broken.getClass().getSimpleName());
            LOG.debug("the defect", broken);
        }
    }

    /// What each watched file holds, by digest; folders are taken file by file.
    private static Map<Path, String> contents(List<Path> watched) {
        Map<Path, String> contents = new LinkedHashMap<>();
        for (Path path : watched) {
            if (Files.isDirectory(path)) {
                folder(path, contents);
            } else {
                contents.put(path, content(path));
            }
        }
        return contents;
    }

    private static void folder(Path folder, Map<Path, String> contents) {
        try (Stream<Path> files = Files.walk(folder, DEPTH_MAX)) {
            files.filter(Files::isRegularFile)
                    .limit(FILES_MAX)
                    .sorted()
                    .forEach(file -> contents.put(file, content(file)));
        } catch (IOException | java.io.UncheckedIOException _) {
            contents.put(folder, "unreadable");
        }
    }

    private static String content(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return "no file";
            }
            return attributes.size() <= CONTENT_MAX
                    ? digest(Files.readAllBytes(file))
                    : attributes.size() + " bytes, " + attributes.lastModifiedTime();
        } catch (IOException _) {
            return "unreadable";
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

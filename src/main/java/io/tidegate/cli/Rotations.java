package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Server;
import io.tidegate.secret.SecretManagers;
import io.tidegate.upstream.ServerState;
import io.tidegate.upstream.UpstreamSettings;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does an operator want a server to be begun with anew? Takes what `tidegate rotate` asks for from a folder in the
/// state, has the configuration read with all secrets asked for anew, and says there what came of it.
///
/// Whoever may write into that folder may ask, as for `tidegate stop`. The server that runs serves until the new
/// connection was tried; its calls get their time.
final class Rotations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rotations.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration TRIED_MAX = Duration.ofSeconds(45);
    // Whoever asks looks several times a second, and gives up after little more than a minute.
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final int AT_ONCE_MAX = 16;
    private static final int NAME_MAX = 32;
    private static final String BY = "; by unknown, another process";

    private final TenantGateway gateway;
    private final SecretManagers managers;
    private final Path folder;
    private final Duration kept;
    private final Map<Path, Long> unread = new HashMap<>(); // only the thread that looks touches it
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<String, String> asked = new ConcurrentHashMap<>(); // server, by the name of who asks

    // Only the thread that watches the configuration touches these.
    private Map<String, String> taken = Map.of();

    Rotations(TenantGateway gateway, SecretManagers managers, Path folder) {
        this(gateway, managers, folder, KEPT);
    }

    /// @param kept how long an answer is kept that nobody fetches
    Rotations(TenantGateway gateway, SecretManagers managers, Path folder, Duration kept) {
        this.kept = kept;
        this.gateway = gateway;
        this.managers = managers;
        this.folder = folder;
    }

    /// @param read has the configuration read anew, soon
    void start(Runnable read) {
        Thread.ofVirtual().name("rotations").start(() -> {
            try {
                while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    look(read);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void look(Runnable read) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            forgetUnread(all);
            List<Path> found = all.stream()
                    .filter(file -> file.toString().endsWith(".ask"))
                    .limit(AT_ONCE_MAX)
                    .toList();
            for (Path file : found) {
                take(file);
            }
            if (!asked.isEmpty()) {
                managers.expire(); // INVARIANT: before it is read, so that it is read with secrets of now
                read.run();
            }
        } catch (IOException unreadable) {
            LOG.warn("`{}` can't be read: no server is rotated", folder);
        }
    }

    /// Whoever asked may be gone by the time that it is answered.
    private void forgetUnread(List<Path> files) throws IOException {
        unread.keySet().retainAll(files);
        for (Path file : files) {
            if (!file.toString().endsWith(".ask")) {
                long since = unread.computeIfAbsent(file, _ -> System.nanoTime());
                if (System.nanoTime() - since > kept.toNanos()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// It is taken when it is gone.
    private void take(Path file) throws IOException {
        String name = file.getFileName().toString().replaceFirst("[.]ask$", "");
        try (InputStream in = Files.newInputStream(file)) {
            String server = new String(in.readNBytes(NAME_MAX + 1), StandardCharsets.UTF_8).strip();
            asked.put(name, server);
        } catch (NoSuchFileException gone) {
            return;
        }
        Files.deleteIfExists(file);
    }

    /// Reads the configuration. For the thread that watches it.
    ConfigurationResult read(Supplier<ConfigurationResult> reading) {
        taken = Map.copyOf(asked);
        taken.keySet().forEach(asked::remove);
        return reading.get();
    }

    /// Puts what was read in force, as [TenantGateway#reload] does, with the servers begun anew that somebody asked
    /// for.
    boolean apply(ConfigurationResult next) {
        Map<String, String> wanted = taken;
        taken = Map.of();
        Map<String, String> anew = new LinkedHashMap<>();
        wanted.values()
                .forEach(server -> settings(next, server).ifPresent(settings -> anew.put(server, said(settings) + BY)));
        List<String> refusals = gateway.reload(next, anew);
        wanted.forEach(
                (name, server) -> Thread.ofVirtual().name("rotated-" + server).start(() -> {
                    if (!anew.containsKey(server) && refusals.isEmpty()) {
                        say(name, RotateCommand.Said.REFUSED, "no server `" + server + "` is configured");
                    } else if (!refusals.isEmpty()) {
                        say(name, RotateCommand.Said.REFUSED, "nothing was changed: " + refusals.getFirst());
                    } else {
                        tell(name, server, anew.getOrDefault(server, "").replace(BY, ""));
                    }
                }));
        return refusals.isEmpty();
    }

    private static Optional<UpstreamSettings> settings(ConfigurationResult next, String server) {
        return next instanceof ConfigurationResult.Loaded(Configuration configuration, var _)
                ? Optional.ofNullable(configuration.servers().get(server)).map(UpstreamSettings::new)
                : Optional.empty();
    }

    private String said(UpstreamSettings wanted) {
        return gateway.running().upstreams().isSame(wanted)
                ? ": its secrets are the same as before"
                : ": its secrets or settings are others than before";
    }

    private void tell(String name, String server, String what) {
        Server settings = gateway.running().configuration().servers().get(server);
        Duration start = settings == null ? Duration.ZERO : settings.bounds().startDeadline();
        Duration most = start.compareTo(TRIED_MAX) < 0 ? start : TRIED_MAX;
        Optional<Upstreams.Status> status = tried(server, most);
        if (status.filter(now -> now.state() == ServerState.READY).isPresent()) {
            say(name, RotateCommand.Said.DONE, "connected anew" + what);
        } else {
            String trouble = status.filter(now -> !now.state().pending())
                    .map(now -> now.state().id() + ": " + now.trouble())
                    .orElse("not there yet; `tidegate top` shows when it is");
            say(name, RotateCommand.Said.DOWN, "begun with anew" + what + "; it is " + trouble);
        }
    }

    private Optional<Upstreams.Status> tried(String server, Duration most) {
        Optional<Upstreams.Status> status = status(server);
        try {
            for (long look = most.toMillis() / LOOK.toMillis(); look > 0; look--) {
                boolean pending = status.filter(now -> now.state().pending()).isPresent();
                if (!pending || ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                status = status(server);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return status;
    }

    private Optional<Upstreams.Status> status(String server) {
        return gateway.running().upstreams().status().stream()
                .filter(status -> status.server().equals(server))
                .findFirst();
    }

    private void say(String name, RotateCommand.Said said, String words) {
        try {
            RotateCommand.write(folder.resolve(name + ".said"), said.name() + "\n" + words + "\n");
        } catch (IOException unwritable) {
            LOG.warn("`{}` can't be written: who asked for a rotation is not answered", folder);
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}

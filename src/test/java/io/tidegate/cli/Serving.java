package io.tidegate.cli;

import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.ConfigurationWatch;
import io.tidegate.secret.SecretManagers;
import java.nio.file.Path;
import java.time.InstantSource;

/// A whole gateway that watches its configuration and takes what `tidegate rotate` asks for, as `serve` has it.
final class Serving implements AutoCloseable {
    private final SecretManagers managers = new SecretManagers(InstantSource.system());
    private final Path folder;
    private final Started started;
    private final Rotations rotations;
    private final ConfigurationWatch watch;

    private Serving(Path folder, String configuration) throws Exception {
        this.folder = folder;
        this.started = Started.in(folder, configuration, managers);
        managers.settle(true);
        this.rotations = new Rotations(started.gateway().own(), managers, folder.resolve("state/rotations"));
        this.watch = ConfigurationWatch.start(
                load(),
                () -> rotations.read(this::load),
                managers::changed,
                next -> managers.settle(rotations.apply(next)));
        managers.settle(true);
        rotations.start(watch::poke);
    }

    static Serving in(Path folder, String configuration) throws Exception {
        return new Serving(folder, configuration);
    }

    private ConfigurationResult load() {
        return ConfigurationChoice.load(folder.resolve("tidegate.yaml"), managers);
    }

    Started started() {
        return started;
    }

    Ran rotate(String server) {
        return Ran.of(
                "rotate", server, "--config", folder.resolve("tidegate.yaml").toString());
    }

    @Override
    public void close() {
        rotations.close();
        watch.close();
        started.close();
        managers.close();
    }
}

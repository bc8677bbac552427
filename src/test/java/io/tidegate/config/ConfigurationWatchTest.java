package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationWatchTest {
    @TempDir
    Path folder;

    private Path file;
    private final List<ConfigurationResult> told = new ArrayList<>();

    @BeforeEach
    void writesAConfiguration() throws IOException {
        file = folder.resolve("tidegate.yaml");
        Files.createDirectory(folder.resolve("policies"));
        Files.writeString(folder.resolve("secret"), "one");
        write("20");
    }

    private void write(String depth) throws IOException {
        Files.writeString(
                file,
                "policy: policies\nlimits: { depth: %s }\nservers: { a: { run: [x, '${file:secret}'] } }"
                        .formatted(depth));
    }

    private ConfigurationResult load() {
        return ConfigurationFile.load(file, ConfigurationFileTest.ENVIRONMENT);
    }

    private ConfigurationWatch watch() {
        return new ConfigurationWatch(load().watched(), this::load, () -> false, told::add, Duration.ofHours(1));
    }

    @Test
    void tellsOfAChangeOnceItHoldsStill() throws IOException {
        ConfigurationWatch watch = watch();
        watch.look();
        assertThat(told).isEmpty();
        write("30");
        watch.look();
        write("31");
        watch.look();
        assertThat(told).isEmpty();
        watch.look();
        watch.look();
        assertThat(told).singleElement().isInstanceOfSatisfying(Loaded.class, loaded -> assertThat(
                        loaded.configuration().limits().depth())
                .isEqualTo(31));
    }

    @Test
    void tellsOfSecretsAndPoliciesToo() throws IOException {
        ConfigurationWatch watch = watch();
        Files.writeString(folder.resolve("secret"), "two");
        watch.look();
        watch.look();
        assertThat(told).hasSize(1);
        Files.writeString(folder.resolve("policies/a.cedar"), "permit(principal, action, resource);");
        watch.look();
        watch.look();
        assertThat(told).hasSize(2);
    }

    @Test
    void takesATouchedFileForUnchanged() throws IOException {
        ConfigurationWatch watch = watch();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        watch.look();
        watch.look();
        assertThat(told).isEmpty();
    }

    @Test
    void tellsOfMistakesAndThenOfTheirMending() throws IOException {
        ConfigurationWatch watch = watch();
        String right = Files.readString(file);
        Files.writeString(file, right + "colour: blue\n");
        watch.look();
        watch.look();
        assertThat(told.getLast()).isInstanceOf(ConfigurationFaults.class);
        Files.writeString(file, right);
        watch.look();
        watch.look();
        assertThat(told).hasSize(2);
        assertThat(told.getLast()).isInstanceOf(Loaded.class);
    }

    @Test
    void tellsOfAMissingSecretAndThenOfItsReturn() throws IOException {
        ConfigurationWatch watch = watch();
        Files.delete(folder.resolve("secret"));
        watch.look();
        watch.look();
        assertThat(told.getLast()).isInstanceOfSatisfying(Loaded.class, loaded -> assertThat(
                        loaded.configuration().missing())
                .hasSize(1));
        Files.writeString(folder.resolve("secret"), "back");
        watch.look();
        watch.look();
        assertThat(told).hasSize(2);
        assertThat(told.getLast()).isInstanceOfSatisfying(Loaded.class, loaded -> assertThat(
                        loaded.configuration().missing())
                .isEmpty());
    }

    @Test
    void survivesALookElsewhereThatFails() throws IOException {
        ConfigurationWatch watch = new ConfigurationWatch(
                load().watched(),
                this::load,
                () -> {
                    throw new IllegalStateException("broken");
                },
                told::add,
                Duration.ofHours(1));
        watch.look();
        write("30");
        watch.look();
        watch.look();
        assertThat(told).hasSize(1);
    }

    @Test
    void survivesAListenerThatFails() throws IOException {
        ConfigurationWatch watch = new ConfigurationWatch(
                load().watched(),
                this::load,
                () -> false,
                result -> {
                    told.add(result);
                    throw new IllegalStateException("refused");
                },
                Duration.ofHours(1));
        write("30");
        watch.look();
        watch.look();
        write("31");
        watch.look();
        watch.look();
        assertThat(told).hasSize(2);
    }

    @Test
    void readsAgainWhenPokedThoughNothingChanged() throws InterruptedException {
        LinkedBlockingQueue<ConfigurationResult> queue = new LinkedBlockingQueue<>();
        try (ConfigurationWatch watch = ConfigurationWatch.start(load(), this::load, () -> false, queue::add)) {
            watch.poke();
            assertThat(queue.poll(10, TimeUnit.SECONDS)).isInstanceOf(Loaded.class);
        }
        assertThat(queue).isEmpty();
    }
}

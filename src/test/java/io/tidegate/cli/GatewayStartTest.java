package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidegate.config.ConfigurationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers start early: not before it is sure that this gateway is the only one with its trail.
class GatewayStartTest {
    @TempDir
    private Path folder;

    @Test
    void startsNoServerWhereAnotherGatewayHasTheTrail() throws Exception {
        try (Started _ = Started.in(folder, "")) {
            Path sign = folder.resolve("started");
            Started.configure(folder, "servers: { one: { run: [/bin/sh, -c, \"touch " + sign + "\"] } }\n");
            if (!(Started.load(folder) instanceof ConfigurationResult.Loaded(var configuration, var _))) {
                throw new IllegalStateException("a configuration that can't be read");
            }
            assertThatExceptionOfType(Unable.class)
                    .isThrownBy(() -> Gateway.start(configuration, new Observers(List.of()), InstantSource.system()));
            assertThat(Files.exists(sign)).isFalse();
        }
    }
}

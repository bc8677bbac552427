package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import java.nio.file.Path;

/// Whatever bytes stand in the file: a configuration or a list of mistakes, never anything else.
class ConfigurationFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void alwaysHasAResult(byte[] bytes) {
        Path file = Path.of("target/fuzz/tidegate.yaml");
        switch (ConfigurationFile.read(file, bytes, ConfigurationFileTest.ENVIRONMENT)) {
            case Loaded(Configuration configuration, var _) ->
                assertThat(configuration.digest()).hasSize(16);
            case ConfigurationFaults faults ->
                assertThat(faults.toString().chars().noneMatch(Character::isISOControl))
                        .isTrue();
        }
    }
}

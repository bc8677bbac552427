package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is somebody told who takes an endpoint's name for where a model runs?
class ModelShapeTest {
    @TempDir
    private Path folder = Path.of("");

    private String remarks(String model, String require) {
        String yaml = "identity: { api-keys: allowed }\nservers: { one: { url: \"https://x.example.com/\" } }\n"
                + "profiles: { inside: { servers: [one]" + require + " } }\ndata: { models: [" + model + "] }\n";
        return ConfigurationFile.read(
                                folder.resolve("tidegate.yaml"),
                                yaml.getBytes(StandardCharsets.UTF_8),
                                ConfigurationFileTest.ENVIRONMENT)
                        instanceof ConfigurationResult.Loaded(var configuration, var _)
                ? configuration.remarks().stream().map(Fault::toString).collect(Collectors.joining("\n"))
                : "not loaded";
    }

    @Test
    void tellsOfEndpointsThatAnyClientCanComeTo() {
        String remark = "takes every client that comes to `inside` for one whose model runs `on-premises`";
        assertThat(remarks("{ profile: inside, place: on-premises }", "")).contains("tidegate.yaml:4", remark);
        assertThat(remarks("{ profile: inside, place: cloud, region: eu }", "")).contains("any client can come");
        assertThat(remarks("{ profile: default, place: vpc }", "")).contains("comes to `default`");
        assertThat(remarks("{ profile: insid, place: vpc }", "")).contains("no such profile", "did you mean `inside`?");
    }

    @Test
    void saysNothingOfThoseThatOnlySomeCanComeTo() {
        String vpc = "place: vpc }";
        assertThat(remarks("{ profile: inside, client: desk, " + vpc, "")).isEmpty();
        assertThat(remarks("{ client: desk, " + vpc, "")).isEmpty();
        assertThat(remarks("{ profile: inside, " + vpc, ", require: [token]")).isEmpty();
        assertThat(remarks("{ profile: inside, place: cloud }", "")).isEmpty();
    }
}

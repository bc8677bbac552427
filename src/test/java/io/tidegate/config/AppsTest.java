package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Is what apps may do read as it is written, and nothing taken that could mean more?
class AppsTest {
    private static ConfigurationResult read(String apps) {
        String yaml = "servers:\n  maps: { url: \"https://maps.example.com/mcp\"" + apps + " }\n";
        return ConfigurationFile.read(
                Path.of("tidegate.yaml"), yaml.getBytes(StandardCharsets.UTF_8), ConfigurationFileTest.ENVIRONMENT);
    }

    private static Apps loaded(String apps) {
        return switch (read(apps)) {
            case Loaded(Configuration configuration, List<Path> _) ->
                configuration.servers().values().stream()
                        .map(Server::apps)
                        .findFirst()
                        .orElseThrow();
            case ConfigurationFaults faults -> throw new AssertionError(faults.faults());
        };
    }

    private static String faults(String apps) {
        return switch (read(", apps: " + apps)) {
            case Loaded _ -> "loaded";
            case ConfigurationFaults faults ->
                faults.faults().stream().map(Fault::toString).collect(Collectors.joining("\n"));
        };
    }

    @Test
    void mayDoNothingByDefault() {
        assertThat(loaded("")).isEqualTo(Apps.NOTHING);
        assertThat(loaded(", apps: {}")).isEqualTo(Apps.NOTHING);
    }

    @Test
    void readsDomainsAndPermissions() {
        String all = ", apps: { domains: [api.example.com, \"*.cdn.example.com\", \"localhost:3000\"],"
                + " permissions: [camera, microphone, geolocation, clipboard-write] }";
        assertThat(loaded(all))
                .isEqualTo(new Apps(
                        List.of("api.example.com", "*.cdn.example.com", "localhost:3000"),
                        Set.of(Apps.Permission.values())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.",
                "*.com",
                "*.*.example.com",
                "a.*.example.com",
                "*example.com",
                "https://a.example.com",
                "https:",
                "a.example.com/x",
                "a.example.com.",
                "API.example.com",
                "a_b.example.com",
                "-a.example.com",
                ".example.com",
                "a..example.com",
                "a.example.com:",
                "a.example.com:*",
                "a.example.com:0",
                "a.example.com:123456",
                "[::1]",
                "a b",
                "a;b",
                "'self'",
                "data:",
                ""
            })
    void refusesDomainsThatAreNoHost(String domain) {
        assertThat(faults("{ domains: [\"" + domain + "\"] }")).contains("a host in small letters");
        assertThatIllegalArgumentException().isThrownBy(() -> new Apps(List.of(domain), Set.of()));
    }

    @Test
    void refusesOtherPermissionsAndKeys() {
        assertThat(faults("{ permissions: [clipboard-read] }")).contains("clipboard-write");
        assertThat(faults("{ permissions: [camera, camera] }")).contains("stands twice");
        assertThat(faults("{ domains: api.example.com }")).contains("must be a list");
        assertThat(faults("{ domain: [a.example.com] }")).contains("did you mean `domains`");
        assertThat(faults("{ domains: [" + "a.example.com, ".repeat(257) + "] }"))
                .contains("257 items");
    }
}

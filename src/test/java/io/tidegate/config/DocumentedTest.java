package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Holds the page to the shape: every key that can be written is on it.
class DocumentedTest {
    @Test
    void namesEveryKeyOnItsPage() throws IOException {
        String page = Files.readString(Path.of("docs/configuration.md"));
        Set<String> keys = new TreeSet<>();
        collect(ConfigurationFile.schema(), keys);
        assertThat(keys).hasSizeGreaterThan(50);
        assertThat(keys)
                .allSatisfy(key -> assertThat(page).containsPattern("`([a-z.-]+[.])?" + key + "([.`])|### .*" + key));
    }

    private static void collect(Object schema, Set<String> keys) {
        if (schema instanceof Map<?, ?> map) {
            if (map.get("properties") instanceof Map<?, ?> properties) {
                properties.keySet().forEach(key -> keys.add(String.valueOf(key)));
            }
            map.values().forEach(value -> collect(value, keys));
        } else if (schema instanceof List<?> list) {
            list.forEach(value -> collect(value, keys));
        }
    }
}

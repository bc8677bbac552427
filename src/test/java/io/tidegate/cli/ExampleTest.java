package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do the sample servers start with a cache that is made for them, or with none?
class ExampleTest {
    @TempDir
    private Path folder;

    @Test
    void serversTakeTheirOwnCacheAndWhatItNeeds() throws IOException {
        List<String> own = List.of(
                "-XX:+UseZGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xlog:disable",
                "-XX:SharedArchiveFile=" + folder + "/tidegate.jsa");
        assertThat(Example.shared(own)).containsExactly("-XX:+UseCompactObjectHeaders", "-Xlog:disable");
        Path cache = Files.writeString(folder.resolve("servers.aot"), "");
        assertThat(Example.shared(own))
                .containsExactly("-XX:+UseCompactObjectHeaders", "-Xlog:disable", "-XX:AOTCache=" + cache);
        assertThat(Example.shared(List.of("-Xshare:auto", "-Xmx1g"))).containsExactly("-Xshare:auto");
    }
}

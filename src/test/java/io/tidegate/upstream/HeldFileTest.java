package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Is what was checked what is started, though its name leads elsewhere by then?
class HeldFileTest {
    @TempDir
    private Path folder = Path.of("");

    private Path script(String name, String says) throws Exception {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\necho " + says + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String said(Path program) throws Exception {
        Process process = new ProcessBuilder(program.toString()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return said;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSwappedLinkStartsNothingElse() throws Exception {
        Path good = script("good", "good");
        Path link = Files.createSymbolicLink(folder.resolve("server"), good);
        try (HeldFile held = HeldFile.open(link)) {
            assertThat(FileDigest.of(held.path())).isEqualTo(FileDigest.of(good));
            Files.delete(link);
            Files.createSymbolicLink(link, script("evil", "evil"));
            assertThat(said(link)).isEqualTo("evil");
            assertThat(said(held.path())).isEqualTo("good");
            Files.delete(good);
            assertThat(said(held.path()))
                    .as("also when nothing leads there any more")
                    .isEqualTo("good");
        }
    }

    @Test
    void tellsFoldersApartByWhatTheyHold() throws Exception {
        Path parts = Files.createDirectories(folder.resolve("parts"));
        Path file = Files.writeString(parts.resolve("a"), "a");
        String first = FileDigest.of(parts);
        assertThat(FileDigest.of(parts)).isEqualTo(first).matches("sha256:[0-9a-f]{64}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(FileDigest.of(parts)).as("executable now").isNotEqualTo(first);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path link = Files.createSymbolicLink(parts.resolve("b"), file);
        String linked = FileDigest.of(parts);
        assertThat(linked).as("a link more").isNotEqualTo(first);
        Files.delete(link);
        Files.writeString(link, "a");
        assertThat(FileDigest.of(parts)).as("a file in its place").isNotEqualTo(linked);
        Files.delete(link);
        Files.move(file, parts.resolve("c"));
        assertThat(FileDigest.of(parts)).as("moved").isNotEqualTo(first);
    }
}

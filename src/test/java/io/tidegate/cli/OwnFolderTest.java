package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Are keys and trail kept out of version control by whatever makes their folder first?
class OwnFolderTest {
    @TempDir
    private Path folder;

    @Test
    void keepsStateAndTrailOutOfVersionControl() throws Exception {
        try (Started _ = Started.in(folder, "")) {
            assertThat(folder.resolve("state/.gitignore")).hasContent("*");
            assertThat(folder.resolve("trail/.gitignore")).hasContent("*");
        }
    }

    @Test
    void leavesFolderOfSomebodyElseAsItIs() throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        OwnFolder.make(theirs);
        assertThat(theirs).isEmptyDirectory();
    }

    @Test
    void letsNobodyElseIn() throws Exception {
        Path mine = folder.resolve("a/b");
        OwnFolder.make(mine);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mine)))
                .isEqualTo("rwx------");
    }
}

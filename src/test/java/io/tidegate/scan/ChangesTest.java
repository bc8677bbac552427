package io.tidegate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.scan.Changes.Access;
import io.tidegate.scan.Changes.Change;
import io.tidegate.scan.Changes.Undone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {
    @TempDir
    Path folder;

    private Changes changes;
    private Path client;
    private Path configuration;
    private Path secret;

    @BeforeEach
    void changesThreeFiles() throws IOException {
        client = folder.resolve("client.json");
        configuration = folder.resolve("work/policies/a.yaml");
        secret = folder.resolve("work/.tidegate/secrets/s");
        Files.createDirectories(folder.resolve("work"));
        Files.writeString(client, "before\r\n");
        Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rw-r-----"));
        changes = new Changes(folder.resolve("work"), folder.resolve("work/.tidegate/init"));
        changes.make(List.of(
                change(secret, "secret", Access.OWNER, false),
                change(configuration, "configuration", Access.USUAL, false),
                change(client, "after", Access.USUAL, true)));
    }

    private static Change change(Path path, String text, Access access, boolean ofClient) {
        return new Change(path, text.getBytes(StandardCharsets.UTF_8), access, ofClient);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void keepsSecretsAndBackupsToTheirOwner() throws IOException {
        assertThat(permissions(secret)).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("work/.tidegate/secrets"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("work/.tidegate/init/backup-2"))).isEqualTo("rw-------");
        assertThat(permissions(client)).isEqualTo("rw-r-----");
        assertThat(changes.made()).isTrue();
    }

    @Test
    void takesEverythingBackByteForByte() throws IOException {
        assertThat(changes.undo()).isInstanceOf(Undone.Done.class);
        assertThat(Files.readString(client)).isEqualTo("before\r\n");
        assertThat(permissions(client)).isEqualTo("rw-r-----");
        assertThat(folder.resolve("work")).isEmptyDirectory();
        assertThat(changes.undo()).isEqualTo(new Undone.Nothing());
    }

    @Test
    void undoesNothingWhenAClientsFileChangedSince() throws IOException {
        Files.writeString(client, "after, and more");
        assertThat(changes.undo()).isEqualTo(new Undone.Refused(client.toRealPath()));
        assertThat(Files.readString(client)).isEqualTo("after, and more");
        assertThat(configuration).exists();
        Files.writeString(client, "after");
        assertThat(changes.undo()).isInstanceOf(Undone.Done.class);
    }

    @Test
    void leavesWhatWasEditedAndTheSecretsItMayReferTo() throws IOException {
        Files.writeString(configuration, "edited");
        assertThat(changes.undo()).isInstanceOfSatisfying(Undone.Done.class, done -> assertThat(done.left())
                .containsExactly(configuration, secret));
        assertThat(configuration).hasContent("edited");
        assertThat(secret).exists();
        assertThat(client).hasContent("before");
    }

    @Test
    void keepsHiddenFromVersionControlWhatStays() throws IOException {
        changes.undo();
        Path hiding = folder.resolve("work/.tidegate/.gitignore").toAbsolutePath();
        Path key = folder.resolve("work/.tidegate/keys");
        changes.make(List.of(change(hiding, "*", Access.USUAL, false)));
        Files.writeString(key, "made since");
        assertThat(changes.undo()).isEqualTo(new Undone.Done(List.of(), List.of()));
        assertThat(hiding).exists();
        Files.delete(key);
        Files.delete(hiding);
        changes.make(List.of(change(hiding, "*", Access.USUAL, false)));
        assertThat(changes.undo()).isEqualTo(new Undone.Done(List.of(hiding), List.of()));
        assertThat(hiding).doesNotExist();
    }

    @Test
    void undoesWhatWasCutShort() throws IOException {
        Files.delete(configuration);
        Files.writeString(client, "before\r\n");
        assertThat(changes.undo()).isInstanceOf(Undone.Done.class);
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    @Test
    void changesWhatALinkPointsAtAndKeepsTheLink() throws IOException {
        changes.undo();
        Path link = folder.resolve("link.json");
        Files.createSymbolicLink(link, client);
        changes.make(List.of(change(link, "through", Access.USUAL, true)));
        assertThat(link).isSymbolicLink();
        assertThat(client).hasContent("through");
        changes.undo();
        assertThat(Files.readString(client)).isEqualTo("before\r\n");
    }
}

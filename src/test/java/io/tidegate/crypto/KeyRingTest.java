package io.tidegate.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyRingTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();

    @Test
    void keepsItsKeysBetweenStarts() throws Exception {
        Path keys = folder.resolve("state/keys");
        KeyRing first = KeyRing.open(keys, random);
        KeyRing second = KeyRing.open(keys, random);

        assertThat(second.signer().publicKey()).isEqualTo(first.signer().publicKey());
        for (KeyPurpose purpose : List.of(KeyPurpose.TRAIL_SEALING, KeyPurpose.API_KEYS, KeyPurpose.SESSIONS)) {
            assertThat(second.mac(purpose).matches(CONTENT, first.mac(purpose).of(CONTENT)))
                    .isTrue();
            byte[] sealed = first.aead(purpose).seal(CONTENT, NOTHING);
            assertThat(second.aead(purpose).open(sealed, NOTHING)).isEqualTo(CONTENT);
        }
    }

    @Test
    void usesAnotherKeyForEachPurposeAndSubject() throws Exception {
        KeyRing ring = KeyRing.open(folder.resolve("keys"), random);

        assertThat(ring.mac(KeyPurpose.API_KEYS)
                        .matches(CONTENT, ring.mac(KeyPurpose.SESSIONS).of(CONTENT)))
                .isFalse();
        byte[] sealed = ring.aead(KeyPurpose.TRAIL_SEALING, "ann").seal(CONTENT, NOTHING);
        assertThat(ring.aead(KeyPurpose.TRAIL_SEALING, "ann").open(sealed, NOTHING))
                .isEqualTo(CONTENT);
        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> ring.aead(KeyPurpose.TRAIL_SEALING, "bob").open(sealed, NOTHING));
        assertThatIllegalArgumentException().isThrownBy(() -> ring.mac(KeyPurpose.TRAIL_SIGNING));
    }

    @Test
    void keepsFilesToTheOwner() throws Exception {
        Path keys = folder.resolve("keys");
        KeyRing.open(keys, random);

        assertThat(permissions(keys)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(keys)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(KeyPurpose.values().length).allSatisfy(file -> assertThat(permissions(file))
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void refusesFileThatOthersCanRead() throws Exception {
        Path keys = folder.resolve("keys");
        KeyRing.open(keys, random);
        Path file = keys.resolve("sessions.key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatExceptionOfType(KeysRefused.class)
                .isThrownBy(() -> KeyRing.open(keys, random))
                .withMessageContaining("open to other users")
                .withMessageContaining("chmod 600 " + file);
    }

    @Test
    void refusesDirectoryThatOthersCanRead() throws Exception {
        Path keys = folder.resolve("keys");
        KeyRing.open(keys, random);
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(KeysRefused.class)
                .isThrownBy(() -> KeyRing.open(keys, random))
                .withMessageContaining("chmod 700 " + keys);
    }

    @Test
    void refusesDamagedOrSwappedFile() throws Exception {
        Path keys = folder.resolve("keys");
        KeyRing.open(keys, random);
        Path sessions = keys.resolve("sessions.key");
        String good = Files.readString(sessions);
        List<String> damaged = List.of(
                "",
                good.substring(0, good.length() - 4),
                good.replace("sessions", "api-keys"),
                good.strip() + " AAAA",
                good.replace("tidegate-key-1", "tidegate-key-2"),
                "x".repeat(5000));
        for (String text : damaged) {
            Files.writeString(sessions, text);
            assertThatExceptionOfType(KeysRefused.class)
                    .isThrownBy(() -> KeyRing.open(keys, random))
                    .withMessageContaining("sessions.key");
        }
        Files.writeString(sessions, good);
        KeyRing.open(keys, random);
    }

    @Test
    void refusesSigningFileWhoseHalvesDiffer() throws Exception {
        KeyRing.open(folder.resolve("one"), random);
        KeyRing.open(folder.resolve("two"), random);
        Path file = folder.resolve("one/trail-signing.key");
        String[] one = Files.readString(file).strip().split(" ", -1);
        String[] two = Files.readString(folder.resolve("two/trail-signing.key"))
                .strip()
                .split(" ", -1);
        Files.writeString(file, String.join(" ", one[0], one[1], one[2], two[3]));

        assertThatExceptionOfType(KeysRefused.class).isThrownBy(() -> KeyRing.open(folder.resolve("one"), random));
    }

    @Test
    void givesAllWhoStartAtOnceTheSameKeys() throws Exception {
        int starters = 8;
        Path keys = folder.resolve("keys");
        CyclicBarrier together = new CyclicBarrier(starters);
        List<Callable<String>> starts = new ArrayList<>();
        for (int starter = 0; starter < starters; starter++) {
            starts.add(() -> {
                together.await();
                KeyRing ring = KeyRing.open(keys, random);
                byte[] code = ring.mac(KeyPurpose.SESSIONS).of(CONTENT);
                return ring.signer().publicKey() + Digest.of(code).hex();
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> seen = new ArrayList<>();
            for (Future<String> start : threads.invokeAll(starts)) {
                seen.add(start.get());
            }
            assertThat(seen).hasSize(starters).containsOnly(seen.getFirst());
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}

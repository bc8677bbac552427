package io.tidegate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.crypto.Mac;
import io.tidegate.identity.ApiKey;
import io.tidegate.identity.ApiKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final SchemaSteps NOTES = new SchemaSteps(
            List.of(
                    "CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL, size BIGINT, content BLOB); CREATE INDEX s ON notes (size);"));

    @TempDir
    private Path folder;

    private Store notes() {
        return Store.open(folder.resolve("notes.db"), SHORT, NOTES);
    }

    @Test
    void keepsWhatWasWrittenOverARestart() {
        try (Store store = notes()) {
            store.write(session -> session.execute(
                    "INSERT INTO notes VALUES (?, ?, ?)", "a", 7L, "x".getBytes(StandardCharsets.UTF_8)));
        }
        try (Store store = notes()) {
            Optional<String> found = store.read(session -> session.queryOne(
                    "SELECT * FROM notes WHERE id = ?",
                    row -> row.text("id")
                            + row.number("size")
                            + new String(row.bytes("content"), StandardCharsets.UTF_8),
                    "a"));
            assertThat(found).contains("a7x");
        }
    }

    @Test
    void bindsOptionalValuesAndReadsTheirAbsence() {
        try (Store store = notes()) {
            store.write(session ->
                    session.execute("INSERT INTO notes (id, size) VALUES (?, ?)", "a", Optional.<Long>empty()));
            assertThat(store.<List<Boolean>>read(
                            session -> session.query("SELECT size FROM notes", row -> row.optionalNumber("size")
                                    .isEmpty())))
                    .containsExactly(true);
            assertThatThrownBy(() ->
                            store.read(session -> session.query("SELECT size FROM notes", row -> row.number("size"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("`size`");
        }
    }

    @Test
    void undoesWorkThatThrows() {
        try (Store store = notes()) {
            assertThatThrownBy(() -> store.write(session -> {
                        session.execute("INSERT INTO notes (id) VALUES ('a')");
                        throw new IllegalStateException("half way");
                    }))
                    .hasMessage("half way");
            assertThat(count(store)).isZero();
            store.write(session -> session.execute("INSERT INTO notes (id) VALUES ('b')"));
            assertThat(count(store)).isOne();
        }
    }

    @Test
    void refusesWritingInARead() {
        try (Store store = notes()) {
            assertThatThrownBy(() -> store.read(session -> session.execute("DELETE FROM notes")))
                    .isInstanceOf(StoreException.class);
        }
    }

    @Test
    void tellsOfAConflictWithoutTheContent() {
        try (Store store = notes()) {
            store.write(session -> session.execute("INSERT INTO notes (id) VALUES (?)", "secret"));
            assertThatThrownBy(() ->
                            store.write(session -> session.execute("INSERT INTO notes (id) VALUES (?)", "secret")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("already holds")
                    .hasMessageNotContaining("secret")
                    .hasStackTraceContaining("SQLITE_CONSTRAINT");
        }
    }

    @Test
    void makesFilesForTheOwnerOnly() throws IOException {
        Path file = folder.resolve("new/notes.db");
        try (Store store = Store.open(file, SHORT, NOTES)) {
            store.write(session -> session.execute("INSERT INTO notes (id) VALUES ('a')"));
            for (String name : List.of("notes.db", "notes.db-wal", "notes.db-shm")) {
                assertThat(mode(file.resolveSibling(name))).as(name).isEqualTo("rw-------");
            }
        }
        assertThat(mode(file.resolveSibling("."))).isEqualTo("rwx------");
    }

    @Test
    void narrowsAFileThatOthersCouldRead() throws IOException {
        Path file = folder.resolve("wide.db");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Store.open(file, SHORT, NOTES).close();
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void refusesALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), Files.createFile(folder.resolve("elsewhere")));
        assertThatThrownBy(() -> Store.open(link))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("link");
    }

    @Test
    void refusesAFileThatIsNoStore() throws IOException {
        Path file = Files.writeString(folder.resolve("text.db"), "this is a letter, not a database. ".repeat(200));
        assertThatThrownBy(() -> Store.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged or is no store");
    }

    @Test
    void appliesOnlyNewStepsAndRefusesToGoBack() {
        Path file = folder.resolve("steps.db");
        SchemaSteps one = new SchemaSteps(List.of("CREATE TABLE a (x TEXT)"));
        SchemaSteps two = new SchemaSteps(List.of("CREATE TABLE a (x TEXT)", "ALTER TABLE a ADD COLUMN y TEXT"));
        SchemaSteps other = new SchemaSteps(List.of("CREATE TABLE a (z TEXT)"));
        Store.open(file, SHORT, one).close();
        Store.open(file, SHORT, two).close();
        try (Store store = Store.open(file, SHORT, two)) {
            store.write(session -> session.execute("INSERT INTO a (x, y) VALUES ('1', '2')"));
        }
        assertThatThrownBy(() -> Store.open(file, SHORT, one)).hasMessageContaining("newer Tidegate");
        Path second = folder.resolve("second.db");
        Store.open(second, SHORT, one).close();
        assertThatThrownBy(() -> Store.open(second, SHORT, other)).hasMessageContaining("step 1");
    }

    @Test
    void leavesNothingOfAStepThatFails() {
        Path file = folder.resolve("half.db");
        SchemaSteps broken = new SchemaSteps(List.of("CREATE TABLE a (x TEXT); CREATE TABLE a (x TEXT);"));
        assertThatThrownBy(() -> Store.open(file, SHORT, broken)).isInstanceOf(StoreException.class);
        Store.open(file, SHORT, new SchemaSteps(List.of("CREATE TABLE a (x TEXT)")))
                .close();
    }

    @Test
    void opensTheBundledSchema() {
        try (Store store = Store.open(folder.resolve("bundled.db"))) {
            assertThat(store.<List<Long>>read(
                            session -> session.query("SELECT count(*) AS n FROM api_keys", row -> row.number("n"))))
                    .containsExactly(0L);
        }
    }

    @Test
    void givesUpWhenAnotherProcessHoldsTheLock() throws SQLException {
        Path file = folder.resolve("notes.db");
        try (Store store = notes();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.write(session -> session.execute("INSERT INTO notes (id) VALUES ('a')")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("another process");
            assertThat(count(store)).isZero();
            statement.execute("ROLLBACK");
            store.write(session -> session.execute("INSERT INTO notes (id) VALUES ('a')"));
            assertThat(count(store)).isOne();
        }
    }

    @Test
    void stopsWorkThatTakesTooLong() {
        try (Store store = notes()) {
            assertThatThrownBy(() -> store.read(session -> session.query(
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS n FROM n",
                            row -> row.number("n"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("too long");
            assertThat(count(store)).isZero();
        }
    }

    @Test
    void givesUpWaitingForItsTurn() throws InterruptedException {
        try (Store store = notes()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            Thread slow = Thread.ofVirtual()
                    .start(() -> store.write(session -> {
                        inside.countDown();
                        return await(leave);
                    }));
            inside.await();
            assertThatThrownBy(() -> store.write(session -> session.execute("DELETE FROM notes")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("busy");
            leave.countDown();
            slow.join();
            assertThat(count(store)).isZero();
        }
    }

    @Test
    void losesNothingBetweenManyWriters() throws InterruptedException {
        try (Store store = Store.open(folder.resolve("many.db"), Duration.ofSeconds(5), NOTES)) {
            AtomicInteger next = new AtomicInteger();
            List<Thread> writers = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                        for (int note = 0; note < 5; note++) {
                            String id = "note " + next.incrementAndGet();
                            store.write(session -> session.execute("INSERT INTO notes (id) VALUES (?)", id));
                        }
                    }))
                    .toList();
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(count(store)).isEqualTo(40);
        }
    }

    @Test
    void refusesWorkOnceClosed() {
        Store store = notes();
        store.close();
        store.close();
        assertThatThrownBy(() -> count(store))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static long count(Store store) {
        return store.read(session -> session.query("SELECT count(*) AS n FROM notes", row -> row.number("n")))
                .getFirst();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /// What the first release wrote stays readable, and its keys can be rotated.
    @Test
    void readsKeysOfAnOlderStore() throws IOException {
        Path file = folder.resolve("state.db");
        String first;
        try (InputStream script = SchemaSteps.class.getResourceAsStream("0001-api-keys.sql")) {
            first = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Store store = Store.open(file, SHORT, new SchemaSteps(List.of(first)))) {
            store.write(session -> session.execute(
                    "INSERT INTO api_keys (id, mac, user_id, created, expires, last_used) VALUES (?, ?, ?, ?, ?, ?)",
                    "key_1",
                    new byte[] {1},
                    "alice",
                    0L,
                    Duration.ofDays(300).toMillis(),
                    7L));
        }
        try (Store store = Store.open(file)) {
            InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(60));
            ApiKeys keys = new ApiKeys(store, Mac.withKey(new byte[32]), new SecureRandom(), clock, System::nanoTime);
            ApiKey old = keys.list().getFirst();
            assertThat(old.user()).isEqualTo("alice");
            assertThat(old.family()).isEqualTo("key_1");
            assertThat(old.replacedBy()).isEmpty();
            assertThat(old.lastUsed()).contains(Instant.ofEpochMilli(7));
            ApiKey fresh = keys.rotate("key_1", new ApiKeys.Rotation(Duration.ofHours(1), Optional.empty()))
                    .key();
            assertThat(fresh.family()).isEqualTo("key_1");
            assertThat(keys.list().getFirst().replacedBy()).contains(fresh.id());
        }
    }
}

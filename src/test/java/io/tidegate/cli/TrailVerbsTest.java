package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.Trail;
import io.tidegate.audit.TrailSettings;
import io.tidegate.crypto.KeyRing;
import io.tidegate.json.JsonDocument;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do the trail's verbs read what was written, and find what was changed?
class TrailVerbsTest {
    private static final String CALL = """
            {"call":"C1","who":{"user":"ada@example.com"},"method":"tools/call","server":"crm","tool":"delete",\
            "decision":"refused","reason":"tool-not-allowed","detail":"rule 7\\u001b[2J","micros":1500}""";

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeTrail() throws IOException {
        KeyRing keys = KeyRing.open(folder.resolve("state/keys"), new SecureRandom());
        TrailSettings settings = new TrailSettings(folder.resolve("trail"), 64 << 10, "local");
        try (Trail trail = Trail.open(settings, keys, InstantSource.system())) {
            trail.append(RecordKind.SEALED, CALL.getBytes(StandardCharsets.UTF_8));
            trail.append(RecordKind.CHANGE, "{\"what\":\"policy\"}".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(folder.resolve("policy.cedar"), "");
        Files.writeString(folder.resolve("tidegate.yaml"), """
                listen: 127.0.0.1:0
                policy: policy.cedar
                state: state
                trail: { directory: trail }
                """);
    }

    @Test
    void verifiesWithKeyOfStateFolder() {
        Ran ran = trail("verify");
        assertThat(ran.code()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("verified", "chain intact", "the key that counts is ed25519:");
    }

    @Test
    void verifiesCopyWithoutConfiguration() {
        Ran ran =
                Ran.of("trail", "verify", "--directory", folder.resolve("trail").toString());
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("the key is the one that the trail itself names");
    }

    @Test
    void refusesTrailOfAnotherKey() {
        String other = "ed25519:WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY";
        Ran ran = trail("verify", "--key", other);
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("NOT verified").contains("another key");
        assertThat(trail("verify", "--key", "mine").code()).isEqualTo(Exit.USED_WRONGLY);
    }

    @Test
    void findsFlippedBit() throws IOException {
        try (var file = new RandomAccessFile(
                folder.resolve("trail/segment-0000000001.trail").toFile(), "rw")) {
            file.seek(600);
            int before = file.read();
            file.seek(600);
            file.write(before ^ 1);
        }
        Ran ran = trail("verify", "--json");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        var first = JsonDocument.of(ran.out().strip()).root().get("findings").orElseThrow();
        assertThat(first.elements().iterator().next().string("kind")).hasValue("damage");
        assertThat(ran.out()).doesNotContain("1 findings", "1 segments");
    }

    @Test
    void showsRecordsOnOneLineEachWithoutSteeringTerminal() {
        Ran ran = trail("tail");
        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines())
                .anyMatch(line -> line.contains("ada@example.com  crm/delete  refused  tool-not-allowed")
                        && line.contains("1.5 ms"))
                .anyMatch(line -> line.contains("change") && line.contains("policy"));
        assertThat(ran.out()).doesNotContain("\u001b");
        assertThat(trail("tail", "-n", "1").out().lines()).hasSize(1);
        assertThat(trail("tail", "-n", "-1").code()).isEqualTo(Exit.USED_WRONGLY);
    }

    @Test
    void showsAllOfOneCall() {
        Ran ran = trail("show", "C1");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("who.user", "ada@example.com", "tool-not-allowed");
        assertThat(trail("show", "C2").code()).isEqualTo(Exit.FINDINGS);
        assertThat(JsonDocument.of(trail("show", "C1", "--json").out().strip())
                        .root()
                        .get("records"))
                .isPresent();
    }

    @Test
    void saysWhenNothingIsSealed() {
        Ran ran = trail("show", "C1", "--reveal");
        assertThat(ran.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(ran.err()).contains("no arguments are sealed");
    }

    @Test
    void saysWhereNoTrailIs() {
        Ran ran =
                Ran.of("trail", "tail", "--directory", folder.resolve("nowhere").toString());
        assertThat(ran.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(ran.err()).contains("there is no trail");
    }

    private Ran trail(String verb, String... words) {
        String[] all = new String[words.length + 4];
        all[0] = "trail";
        all[1] = verb;
        System.arraycopy(words, 0, all, 2, words.length);
        all[words.length + 2] = "--config";
        all[words.length + 3] = folder.resolve("tidegate.yaml").toString();
        return Ran.of(all);
    }
}

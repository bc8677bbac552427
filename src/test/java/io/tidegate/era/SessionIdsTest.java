package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Samples;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SessionIdsTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final SessionIds.Session SESSION =
            new SessionIds.Session(ProtocolVersion.V2025_11_25, new PeerInfo("editor", "1.0"), Capabilities.NONE);

    private final AtomicReference<Instant> now = new AtomicReference<>(Samples.NOON);
    private final KeyRing keys;
    private final SessionIds ids;

    SessionIdsTest(@TempDir Path folder) throws IOException {
        keys = KeyRing.open(folder.resolve("keys"), new SecureRandom());
        ids = new SessionIds(keys.aead(KeyPurpose.SESSIONS), now::get);
    }

    @Test
    void findsWhatItOpened() {
        String id = ids.open("alice", SESSION);
        assertThat(id).matches("[A-Za-z0-9_-]+");
        assertThat(ids.find(id, "alice")).contains(SESSION);
        assertThat(new SessionIds(keys.aead(KeyPurpose.SESSIONS), now::get).find(id, "alice"))
                .as("another node with the key")
                .contains(SESSION);
    }

    @Test
    void findsNothingForAnotherOwner() {
        String id = ids.open("alice", SESSION);
        for (String other : new String[] {"bob", "", "alice\n", "session\nalice", "Alice"}) {
            assertThat(ids.find(id, other)).isEmpty();
        }
    }

    @Test
    void anIdThatWasTamperedWithIsUnknown() {
        String id = ids.open("alice", SESSION);
        for (int at = 0; at < id.length(); at++) {
            int letter = ALPHABET.indexOf(id.charAt(at));
            String other = id.substring(0, at) + ALPHABET.charAt((letter + 1) % 64) + id.substring(at + 1);
            assertThat(ids.find(other, "alice")).as("letter %d", at).isEmpty();
        }
        for (String other :
                new String[] {"", "a", id + "A", id + "=", id + "==", id.substring(1), id + id, id + "\n"}) {
            assertThat(ids.find(other, "alice")).isEmpty();
        }
        assertThat(ids.find("A".repeat(2_049), "alice")).isEmpty();
    }

    @Test
    void anEndedSessionHasNoOtherSpelling() {
        for (int length = 0; length < 3; length++) {
            PeerInfo client = new PeerInfo("x".repeat(10 + length), "");
            String id =
                    ids.open("alice", new SessionIds.Session(ProtocolVersion.V2025_11_25, client, Capabilities.NONE));
            ids.end(id);
            String start = id.substring(0, id.length() - 1);
            for (String last : ALPHABET.split("", -1)) {
                assertThat(ids.find(start + last, "alice")).isEmpty();
            }
            assertThat(ids.find(id + "=", "alice")).isEmpty();
            assertThat(ids.find(id + "==", "alice")).isEmpty();
        }
    }

    @Test
    void expiresAfterADay() {
        String id = ids.open("alice", SESSION);
        now.set(Samples.NOON.plus(Duration.ofHours(24)));
        assertThat(ids.find(id, "alice")).isPresent();
        now.set(Samples.NOON.plus(Duration.ofHours(24)).plusSeconds(1));
        assertThat(ids.find(id, "alice")).isEmpty();
    }

    @Test
    void aClientsNameDoesNotBreakOut() {
        PeerInfo client = new PeerInfo("a\n2026-07-28\nb", "1\n2");
        String id = ids.open("alice", new SessionIds.Session(ProtocolVersion.V2024_11_05, client, Capabilities.NONE));
        assertThat(ids.find(id, "alice"))
                .hasValueSatisfying(found -> assertThat(found.version()).isEqualTo(ProtocolVersion.V2024_11_05));
    }
}

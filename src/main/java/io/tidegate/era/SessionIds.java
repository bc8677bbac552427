package io.tidegate.era;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.SealBroken;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Session ids that hold the session: sealed, bound to their owner, readable by any node with the key.
///
/// Nothing is kept for an open session. An ended one is remembered here until it would have expired, by this process
/// only: after a restart an ended id opens again, which grants nothing that its owner's credential doesn't.
public final class SessionIds {
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final int ENDED_MAX = 100_000;
    private static final int LEVELS_MAX = 100_000;
    private static final int ID_LENGTH_MAX = 2_048; // a client may declare a kilobyte of extensions
    private static final int PARTS = 5;
    private static final String AT = "@"; // between the time and the node

    private final Aead aead;
    private final InstantSource clock;
    private final Optional<String> node;
    private final Cache<String, Instant> ended = Caffeine.newBuilder()
            .maximumSize(ENDED_MAX)
            .expireAfterWrite(LIFETIME)
            .build();
    private final Cache<String, LogLevel> levels = Caffeine.newBuilder()
            .maximumSize(LEVELS_MAX)
            .expireAfterWrite(LIFETIME)
            .build();

    public SessionIds(Aead aead, InstantSource clock) {
        this(aead, clock, Optional.empty());
    }

    /// @param node which of several nodes this is: what a session has lives where it was opened
    public SessionIds(Aead aead, InstantSource clock, Optional<String> node) {
        this.aead = aead;
        this.clock = clock;
        this.node = node;
    }

    /// What `initialize` settled.
    record Session(ProtocolVersion version, PeerInfo client, Capabilities capabilities) {}

    /// A new id: visible ASCII, unguessable since its seal has a random nonce (MCP 2025-11-25, Session Management).
    String open(String owner, Session session) {
        String plain = String.join(
                "\n",
                clock.instant().getEpochSecond() + node.map(own -> AT + own).orElse(""),
                session.version().id(),
                session.client().name(),
                session.client().version(),
                new String(session.capabilities().json(), StandardCharsets.UTF_8));
        return aead.sealText(plain, associated(owner));
    }

    /// The session, where the id is of this owner, not ended and not too old.
    Optional<Session> find(String id, String owner) {
        if (id.length() > ID_LENGTH_MAX || ended.getIfPresent(id) != null) {
            return Optional.empty();
        }
        try {
            String[] parts = aead.openText(id, associated(owner)).split("\n", PARTS);
            Instant opened = Instant.ofEpochSecond(Long.parseLong(parts[0].split(AT, 2)[0]));
            if (opened.plus(LIFETIME).isBefore(clock.instant())) {
                return Optional.empty();
            }
            Capabilities can = capabilities(parts[4]);
            return ProtocolVersion.of(parts[1])
                    .map(version -> new Session(version, new PeerInfo(parts[2], parts[3]), can));
        } catch (IllegalArgumentException | SealBroken foreign) {
            return Optional.empty();
        }
    }

    /// The node at which this owner's session lives, where that is another one than this.
    Optional<String> elsewhere(String id, String owner) {
        if (node.isEmpty() || id.length() > ID_LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            String[] opened =
                    aead.openText(id, associated(owner)).split("\n", 2)[0].split(AT, 2);
            return opened.length < 2
                    ? Optional.empty()
                    : Optional.of(opened[1]).filter(its -> !node.get().equals(its));
        } catch (SealBroken foreign) {
            return Optional.empty(); // whoever hears the request refuses it
        }
    }

    private static Capabilities capabilities(String declared) {
        return declared.equals("{}")
                ? Capabilities.NONE
                : Capabilities.of(JsonDocument.of(declared).root());
    }

    /// From which level on the client of this session wants to see what servers log. One that never said gets what
    /// servers commonly say unasked (MCP 2025-11-25, Logging: then the server decides).
    LogLevel level(String id) {
        return Optional.ofNullable(levels.getIfPresent(id)).orElse(LogLevel.INFO);
    }

    /// Kept by this process only.
    void level(String id, LogLevel level) {
        levels.put(id, level);
    }

    void end(String id) {
        ended.put(id, clock.instant());
        levels.invalidate(id);
    }

    private static byte[] associated(String owner) {
        return ("session\n" + owner).getBytes(StandardCharsets.UTF_8);
    }
}

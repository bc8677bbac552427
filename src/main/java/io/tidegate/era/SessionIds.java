package io.tidegate.era;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.SealBroken;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/// Session ids that hold the session: sealed, bound to their owner, readable by any node with the key.
///
/// Nothing is kept for an open session. An ended one is remembered here until it would have expired, by this process
/// only: after a restart an ended id opens again, which grants nothing that its owner's credential doesn't.
public final class SessionIds {
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final int ENDED_MAX = 100_000;

    private final Aead aead;
    private final InstantSource clock;
    private final Cache<String, Instant> ended = Caffeine.newBuilder()
            .maximumSize(ENDED_MAX)
            .expireAfterWrite(LIFETIME)
            .build();

    public SessionIds(Aead aead, InstantSource clock) {
        this.aead = aead;
        this.clock = clock;
    }

    record Session(ProtocolVersion version, PeerInfo client) {}

    /// A new id: visible ASCII, unguessable since its seal has a random nonce (MCP 2025-11-25, Session Management).
    String open(String owner, Session session) {
        String plain =
                clock.instant().getEpochSecond() + "\n" + session.version().id() + "\n"
                        + session.client().name() + "\n" + session.client().version();
        byte[] sealed = aead.seal(plain.getBytes(StandardCharsets.UTF_8), associated(owner));
        return spelled(sealed);
    }

    /// The one way in which an id is written; the decoder takes others too.
    private static String spelled(byte[] sealed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// The session, where the id is of this owner, not ended and not too old.
    Optional<Session> find(String id, String owner) {
        if (id.length() > 512 || ended.getIfPresent(id) != null) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(id);
            if (!spelled(sealed).equals(id)) {
                return Optional.empty(); // another spelling of the same bytes would outlive its end
            }
            byte[] plain = aead.open(sealed, associated(owner));
            String[] parts = new String(plain, StandardCharsets.UTF_8).split("\n", -1);
            Instant opened = Instant.ofEpochSecond(Long.parseLong(parts[0]));
            if (opened.plus(LIFETIME).isBefore(clock.instant())) {
                return Optional.empty();
            }
            return ProtocolVersion.of(parts[1]).map(version -> new Session(version, new PeerInfo(parts[2], parts[3])));
        } catch (IllegalArgumentException | SealBroken foreign) {
            return Optional.empty();
        }
    }

    void end(String id) {
        ended.put(id, clock.instant());
    }

    private static byte[] associated(String owner) {
        return ("session\n" + owner).getBytes(StandardCharsets.UTF_8);
    }
}

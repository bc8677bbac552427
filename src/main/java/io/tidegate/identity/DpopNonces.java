package io.tidegate.identity;

import io.tidegate.crypto.Mac;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;

/// Was this nonce given out here, a short while ago (RFC 9449, section 9)? A nonce is the time and a code of it, so
/// none
/// is stored, and each node with the same keys knows those of the others. It may serve for several proofs: that none of
/// them is shown twice is seen by its own id.
public final class DpopNonces {
    /// How long one is good.
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final Duration SKEW = Duration.ofSeconds(5); // nodes' clocks
    private static final int CODE_BYTES = 16;
    private static final int BYTES = Long.BYTES + CODE_BYTES;

    private final Mac mac;
    private final InstantSource clock;

    public DpopNonces(Mac mac, InstantSource clock) {
        this.mac = mac;
        this.clock = clock;
    }

    /// One for the next proofs.
    public String next() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(made(clock.millis()));
    }

    boolean isGood(String nonce) {
        byte[] given;
        try {
            given = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException _) {
            return false;
        }
        if (given.length != BYTES) {
            return false;
        }
        long millis = ByteBuffer.wrap(given).getLong();
        if (!MessageDigest.isEqual(given, made(millis))) {
            return false;
        }
        Instant now = clock.instant();
        Instant begun = Instant.ofEpochMilli(millis);
        return now.isBefore(begun.plus(LIFE)) && !begun.isAfter(now.plus(SKEW));
    }

    private byte[] made(long millis) {
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(millis).array();
        return ByteBuffer.allocate(BYTES)
                .put(time)
                .put(Arrays.copyOf(mac.of(time), CODE_BYTES))
                .array();
    }
}

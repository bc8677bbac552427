package io.tidegate.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.crypto.SealBroken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// How does a sensitive value stand in the trail? Sealed under a key of its subject's own, as base64url.
///
/// The subject's id stays outside, in clear. The first byte of a sealed value is the version of its key: version 1 is
/// derived from the ring. Does not erase: that needs stored keys, which will be another version.
public final class TrailSealing {
    // Each keeps ciphers, some 3 KB; to derive one anew costs some 10 µs.
    private static final int SUBJECTS_MAX = 1_000;

    private final KeyRing keys;

    /// Deriving a key costs more than sealing with it.
    private final Cache<String, Aead> derived =
            Caffeine.newBuilder().maximumSize(SUBJECTS_MAX).build();

    public TrailSealing(KeyRing keys) {
        this.keys = keys;
    }

    /// `plain`, readable only for who has the ring and knows `subject`.
    public byte[] seal(String subject, byte[] plain) {
        return key(subject).seal(plain, bound(subject));
    }

    /// What was sealed for `subject` and stands in the trail as base64url. Throws `SealBroken` if `sealed` is anything
    /// else.
    public byte[] open(String subject, String sealed) throws SealBroken {
        return key(subject).open(decode(sealed), bound(subject));
    }

    private Aead key(String subject) {
        return derived.get(subject, known -> keys.aead(KeyPurpose.TRAIL_SEALING, known));
    }

    private static byte[] decode(String sealed) {
        try {
            return Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException _) {
            return new byte[0]; // too short to be a sealed value, so it is refused as one
        }
    }

    private static byte[] bound(String subject) {
        return subject.getBytes(StandardCharsets.UTF_8);
    }
}

package io.tidegate.audit;

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
    private final KeyRing keys;

    public TrailSealing(KeyRing keys) {
        this.keys = keys;
    }

    /// `plain`, readable only for who has the ring and knows `subject`.
    public String seal(String subject, byte[] plain) {
        byte[] sealed = keys.aead(KeyPurpose.TRAIL_SEALING, subject).seal(plain, bound(subject));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// What was sealed for `subject`. Throws `SealBroken` if `sealed` is anything else.
    public byte[] open(String subject, String sealed) throws SealBroken {
        return keys.aead(KeyPurpose.TRAIL_SEALING, subject).open(decode(sealed), bound(subject));
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

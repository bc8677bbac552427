package io.tidegate.gate;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.SealBroken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Page cursors that only Tidegate can make and only the caller that got them can use.
public final class Cursors {
    private static final String CONTEXT = "cursor\n";

    private final Aead aead;

    public Cursors(Aead aead) {
        this.aead = aead;
    }

    String seal(String position, String bound) {
        byte[] sealed = aead.seal(position.getBytes(StandardCharsets.UTF_8), associated(bound));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    String open(String cursor, String bound) throws Refused {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(cursor);
            return new String(aead.open(sealed, associated(bound)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | SealBroken foreign) {
            throw new Refused(Refusal.of(Reason.MALFORMED, "`cursor` is not one that you were given"));
        }
    }

    private static byte[] associated(String bound) {
        return (CONTEXT + bound).getBytes(StandardCharsets.UTF_8);
    }
}

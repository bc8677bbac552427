package io.tidegate.gate;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.SealBroken;
import java.nio.charset.StandardCharsets;

/// Page cursors that only Tidegate can make and only the caller that got them can use.
public final class Cursors {
    private static final String CONTEXT = "cursor\n";

    private final Aead aead;

    public Cursors(Aead aead) {
        this.aead = aead;
    }

    String seal(String position, String bound) {
        return aead.sealText(position, associated(bound));
    }

    String open(String cursor, String bound) throws Refused {
        try {
            return aead.openText(cursor, associated(bound));
        } catch (SealBroken foreign) {
            throw new Refused(Refusal.of(Reason.MALFORMED, "`cursor` is not one that you were given"));
        }
    }

    private static byte[] associated(String bound) {
        return (CONTEXT + bound).getBytes(StandardCharsets.UTF_8);
    }
}

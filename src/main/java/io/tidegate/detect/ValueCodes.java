package io.tidegate.detect;

import io.tidegate.crypto.Mac;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/// How is a value named without telling it? By a keyed code (HMAC-SHA-256, RFC 2104) of the value in one spelling, so
/// that a configuration can say which value it means, and nobody without the key can try values out.
///
/// One spelling: numbers of all kinds without what people put between their groups, in capitals; addresses of mail in
/// small letters; everything as it reads once look-alikes are out of the way. Credentials and texts of the
/// organisation's own kinds as they stand. Escapes are undone, encodings are not: what was found inside base64 has the
// code of that.
public final class ValueCodes {
    /// What stands before the code, and says how it was made.
    public static final String PREFIX = "hmac-sha256:";

    private final Mac mac;

    public ValueCodes(Mac mac) {
        this.mac = mac;
    }

    /// The code of what a finding, of one piece, covers in its text.
    public String of(Finding piece, String text) {
        String canonical = canonical(piece.type(), text.substring(piece.start(), piece.end()));
        byte[] named = (piece.id() + "\n" + canonical).getBytes(StandardCharsets.UTF_8);
        return PREFIX + HexFormat.of().formatHex(mac.of(named));
    }

    static String canonical(DataType type, String found) {
        return switch (type) {
            case CREDENTIAL, PRIVATE_KEY, OWN -> found;
            case EMAIL -> mail(found);
            case POSTAL_ADDRESS, BIRTH_DATE, IP_ADDRESS, HEALTH_CODE, CRYPTO_WALLET ->
                folded(found).strip();
            case MAC_ADDRESS,
                    PHONE,
                    BANK_ACCOUNT,
                    HEALTH_ID,
                    DRIVER_LICENCE,
                    PASSPORT,
                    NATIONAL_ID,
                    IBAN,
                    PAYMENT_CARD -> capitals(folded(found));
        };
    }

    private static String mail(String found) {
        return folded(found).toLowerCase(Locale.ROOT);
    }

    /// Letters and digits only.
    private static String capitals(String folded) {
        StringBuilder kept = new StringBuilder(folded.length());
        for (int at = 0; at < folded.length(); at++) {
            char symbol = folded.charAt(at);
            if (symbol >= 0x80 || Alphabet.ALPHANUMERIC.has(symbol)) {
                kept.append(symbol >= 'a' && symbol <= 'z' ? (char) (symbol - 32) : symbol);
            }
        }
        return kept.toString();
    }

    /// Plain ASCII where all of it can be read as such, else as it stands: two texts never fold to one for want of
    /// letters.
    private static String folded(String found) {
        FoldedText folded = FoldedText.unescaped(found);
        for (int at = 0; at < folded.length(); at++) {
            if (folded.bytes()[at] < 0) {
                return found;
            }
        }
        return folded.ascii(0, folded.length());
    }
}

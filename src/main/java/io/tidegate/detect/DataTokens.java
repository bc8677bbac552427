package io.tidegate.detect;

import io.tidegate.crypto.SealBroken;
import io.tidegate.crypto.Siv;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Which text stands in the place of a value, and of which value does a text stand in the place?
///
/// A token is `tdg_email_` and letters and digits: the value sealed so that the same value has the same token
/// (AES-SIV, RFC 5297), in base32 (RFC 4648) in small letters. Nothing is remembered: who has the key can make and open
/// it. Nobody else can make one, so what looks like one and does not open is a text like any other.
public final class DataTokens {
    static final String START = "tdg_";

    /// The longest value, in bytes of UTF-8; a model does not repeat a longer token unchanged.
    static final int VALUE_BYTES_MAX = 256;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;
    private static final int SEALED_BYTES_MIN = 17;
    private static final int LENGTH_MIN = length(SEALED_BYTES_MIN);
    private static final int LENGTH_MAX = length(SEALED_BYTES_MIN + VALUE_BYTES_MAX);
    private static final int ID_MAX = 64;

    private final Siv siv;

    /// One in a text.
    ///
    /// @param value in whose place it stands
    public record Token(String id, String value, int start, int end) {
        boolean covers(Finding finding) {
            return start <= finding.start() && finding.end() <= end;
        }

        /// Never the value.
        @Override
        public String toString() {
            return "token of " + id;
        }
    }

    public DataTokens(Siv siv) {
        this.siv = siv;
    }

    private static int length(int bytes) {
        return (bytes * 8 + BITS - 1) / BITS;
    }

    /// The token of a value; none where it is too long, or no text.
    Optional<String> of(String id, String value) {
        byte[] plain = value.getBytes(StandardCharsets.UTF_8);
        boolean isText = new String(plain, StandardCharsets.UTF_8).equals(value);
        return isText && plain.length <= VALUE_BYTES_MAX && id.length() <= ID_MAX
                ? Optional.of(START + id.replace('/', '-') + "_" + spelled(siv.seal(plain, bound(id))))
                : Optional.empty();
    }

    /// Where what begins at `start` ends, if it has the layout of a token; else `start`.
    static int end(String text, int start) {
        int cut = idEnd(text, start + START.length());
        int end = cut < 0 ? start : spelledEnd(text, cut + 1);
        int length = end - cut - 1;
        return cut >= 0 && length >= LENGTH_MIN && length <= LENGTH_MAX ? end : start;
    }

    /// Of which type the value is, as a text of that layout says: a `/` is written as `-`, so that a token is one word.
    static String id(String written) {
        String id = spelledId(written);
        String own = OwnType.FAMILY + "-";
        return id.startsWith(own) ? OwnType.id(id.substring(own.length())) : id;
    }

    private static String spelledId(String written) {
        return written.substring(START.length(), written.indexOf('_', START.length()));
    }

    /// Whether a token could not be told from what stands behind it.
    static boolean runsInto(String text, int end) {
        return end < text.length() && ALPHABET.indexOf(text.charAt(end)) >= 0;
    }

    /// Whether what has the layout of a token ends here, and would not be told from one that begins.
    static boolean endsAt(String text, int end) {
        if (end == 0 || ALPHABET.indexOf(text.charAt(end - 1)) < 0) {
            return false;
        }
        int from = Math.max(0, end - START.length() - ID_MAX - 1 - LENGTH_MAX);
        int start = text.substring(from, end).lastIndexOf(START);
        return start >= 0 && end(text.substring(from, end), start) == end - from;
    }

    private static int idEnd(String text, int from) {
        int at = from;
        while (at < text.length() && at - from < ID_MAX && isOfId(text.charAt(at))) {
            at++;
        }
        return at > from && at < text.length() && text.charAt(at) == '_' ? at : -1;
    }

    private static boolean isOfId(char symbol) {
        return (symbol >= 'a' && symbol <= 'z') || (symbol >= '0' && symbol <= '9') || symbol == '-';
    }

    private static int spelledEnd(String text, int from) {
        int at = from;
        while (at < text.length() && at - from <= LENGTH_MAX && ALPHABET.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /// The value that a text of that layout stands for; none where nobody with this key made it.
    Optional<String> opened(String written) {
        String id = id(written);
        String spelled = written.substring(START.length() + spelledId(written).length() + 1);
        byte[] sealed = sealed(spelled);
        if (!spelled(sealed).equals(spelled)) {
            return Optional.empty(); // another spelling of the same bytes
        }
        try {
            return Optional.of(new String(siv.open(sealed, bound(id)), StandardCharsets.UTF_8));
        } catch (SealBroken _) {
            return Optional.empty();
        }
    }

    private static byte[] bound(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static String spelled(byte[] bytes) {
        StringBuilder text = new StringBuilder(length(bytes.length));
        int held = 0;
        int bits = 0;
        for (byte each : bytes) {
            held = ((held << 8) | (each & 0xff)) & 0xfff;
            bits += 8;
            while (bits >= BITS) {
                bits -= BITS;
                text.append(ALPHABET.charAt((held >>> bits) & 31));
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(ALPHABET.charAt((held << (BITS - bits)) & 31)).toString();
    }

    private static byte[] sealed(String text) {
        byte[] bytes = new byte[text.length() * BITS / 8];
        int held = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            held = ((held << BITS) | ALPHABET.indexOf(text.charAt(i))) & 0xfff;
            bits += BITS;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >>> bits);
            }
        }
        return bytes;
    }
}

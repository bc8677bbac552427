package io.tidegate.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/// Is this the text of an API key? `tg_`, 43 base-62 digits (256 random bits), 6 base-62 digits (CRC-32 of all before).
///
/// The checksum lets secret scanners recognise a key offline, and tells a typing error from a wrong key. It proves
/// nothing: anyone can compute it. A scanner's pattern is `\btg_[0-9A-Za-z]{49}\b`.
public final class ApiKeyText {
    static final String PREFIX = "tg_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int SECRET_BITS = 256;
    private static final int SECRET_DIGITS = 43; // 62^43 > 2^256
    private static final int CHECK_DIGITS = 6; // 62^6 > 2^32
    private static final int LENGTH = PREFIX.length() + SECRET_DIGITS + CHECK_DIGITS;

    private final String text;

    private ApiKeyText(String text) {
        this.text = text;
    }

    static ApiKeyText random(SecureRandom random) {
        String body = PREFIX + digits(new BigInteger(SECRET_BITS, random), SECRET_DIGITS);
        return new ApiKeyText(body + check(body));
    }

    /// A short id that tells nothing about any key.
    static String randomId(SecureRandom random) {
        return "key_" + digits(new BigInteger(Long.SIZE - 1, random), 11);
    }

    static ApiKeyText parse(String text) throws Rejection {
        boolean shaped = text.length() == LENGTH
                && text.startsWith(PREFIX)
                && text.chars().skip(PREFIX.length()).allMatch(character -> DIGITS.indexOf(character) >= 0);
        if (!shaped) {
            throw new Rejection(
                    Why.MALFORMED, "the API key is incomplete or mistyped: a key is tg_ and 49 letters or digits");
        }
        int body = LENGTH - CHECK_DIGITS;
        if (!text.substring(body).equals(check(text.substring(0, body)))) {
            throw new Rejection(Why.MALFORMED, "the API key is mistyped: its last 6 characters do not fit the others");
        }
        return new ApiKeyText(text);
    }

    /// The text itself, to be shown once to whom it belongs.
    public String reveal() {
        return text;
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Never shows the key.
    @Override
    public String toString() {
        return PREFIX + "hidden";
    }

    private static String check(String body) {
        CRC32 checksum = new CRC32();
        checksum.update(body.getBytes(StandardCharsets.US_ASCII));
        return digits(BigInteger.valueOf(checksum.getValue()), CHECK_DIGITS);
    }

    private static String digits(BigInteger value, int count) {
        StringBuilder digits = new StringBuilder(count);
        BigInteger rest = value;
        for (int digit = 0; digit < count; digit++) {
            digits.append(DIGITS.charAt(rest.mod(BASE).intValue()));
            rest = rest.divide(BASE);
        }
        return digits.reverse().toString();
    }
}

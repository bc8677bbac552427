package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/// Does the checksum inside of this token hold, or the form that its maker gives it? Knows nothing of what the token
/// opens, or whether it still does.
final class TokenChecks {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int GITHUB_CHECKSUM = 6;
    private static final int GITLAB_CHECKSUM = 7;
    private static final int GRAFANA_CHECKSUM = 8;

    private TokenChecks() {}

    /// @param token all of it
    /// @param rest where it goes on behind what tokens of this kind begin with
    static boolean holds(TokenFormat.Proof proof, String token, int rest) {
        return switch (proof) {
            case RANDOM, MIXED -> false;
            case GITHUB -> isGithub(token.substring(rest));
            case GITLAB -> isGitlab(token);
            case GRAFANA -> isGrafana(token);
            case MACAROON -> isMacaroon(token.substring(token.indexOf('-') + 1));
            case JSON -> isJson(token);
            case BASE58 -> Base58.checked(token).isPresent();
            case BECH32 -> Bech32.checksum(token).equals(Optional.of(Bech32.Checksum.BECH32));
        };
    }

    private static long crc32(String text) {
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.US_ASCII));
        return checksum.getValue();
    }

    private static boolean isGithub(String secret) {
        int body = secret.length() - GITHUB_CHECKSUM;
        if (body != 30) {
            return false;
        }
        long value = crc32(secret.substring(0, body));
        for (int i = secret.length() - 1; i >= body; i--) {
            if (secret.charAt(i) != BASE62.charAt((int) (value % 62))) {
                return false;
            }
            value /= 62;
        }
        return true;
    }

    private static boolean isGitlab(String token) {
        int body = token.length() - GITLAB_CHECKSUM;
        if (body <= 0 || token.indexOf('.') < 0) {
            return false;
        }
        String checksum = Long.toString(crc32(token.substring(0, body)), 36);
        return token.substring(body).equals("0".repeat(GITLAB_CHECKSUM - checksum.length()) + checksum);
    }

    private static boolean isGrafana(String token) {
        int body = token.length() - GRAFANA_CHECKSUM - 1;
        int checksum = Integer.reverseBytes((int) crc32(token.substring(0, body)));
        return token.substring(body + 1).equalsIgnoreCase(String.format(Locale.ROOT, "%08x", checksum));
    }

    /// Version 2, then a field of type 1, the place: a length and that many characters.
    private static boolean isMacaroon(String base64) {
        byte[] bytes = decoded(base64);
        return bytes.length > 24
                && bytes[0] == 2
                && bytes[1] == 1
                && bytes[2] > 0
                && bytes[2] + 3 < bytes.length
                && new String(bytes, 3, bytes[2], StandardCharsets.US_ASCII).indexOf('.') > 0;
    }

    private static boolean isJson(String token) {
        int from = token.indexOf("eyJ"); // `{"` in base64
        if (from < 0) {
            return false;
        }
        int end = token.indexOf('_', from);
        String json =
                new String(decoded(token.substring(from, end < 0 ? token.length() : end)), StandardCharsets.UTF_8);
        return json.startsWith("{\"") && json.contains("\":");
    }

    /// The bytes, without what does not fill a group; none where it is no base64.
    static byte[] decoded(String base64) {
        String plain = base64.replace("=", "").replace('-', '+').replace('_', '/');
        int length = plain.length() % 4 == 1 ? plain.length() - 1 : plain.length();
        try {
            return Base64.getDecoder().decode(plain.substring(0, length));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0]; // a run of other letters
        }
    }
}

package io.tidegate.detect;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;

/// What does a valid token of a kind look like? Made from its layout with a seeded generator, so that no token that
/// looks real stands in the repository.
final class Specimens {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    private final Random random;

    private Specimens(String seed) {
        this.random = new Random(seed.hashCode());
    }

    /// A token, with the right checksum where it has one.
    static String of(TokenFormat format) {
        Specimens specimens =
                new Specimens(format.kind() + format.literal() + format.rest().words());
        return switch (format.proof()) {
            case RANDOM, MIXED -> specimens.plain(format);
            case GITHUB -> specimens.github(format);
            case GITLAB -> specimens.gitlab(format);
            case GRAFANA -> specimens.grafana(format);
            case MACAROON -> specimens.macaroon();
            case JSON -> specimens.json(format);
            case BASE58 -> specimens.base58(format.literal());
            case BECH32 -> specimens.bech32(format.literal());
        };
    }

    /// A value of that layout.
    static String of(String seed, Layout layout) {
        return new Specimens(seed).varied(layout);
    }

    private String plain(TokenFormat format) {
        String lead = format.lead().map(run -> run(run, run.min())).orElse("");
        String rest = varied(format.rest());
        while (format.proof() == TokenFormat.Proof.MIXED && !isMixed(rest)) {
            rest = varied(format.rest());
        }
        return lead + format.literal() + rest;
    }

    private static boolean isMixed(String rest) {
        return Arrays.stream(rest.split("[^A-Za-z0-9]", -1))
                .anyMatch(piece -> piece.length() >= 10 && piece.matches(".*[0-9].*") && piece.matches(".*[A-Za-z].*"));
    }

    /// Of all that could be drawn one that a maker would draw: not by chance all letters, or one letter over and over.
    private String varied(Layout layout) {
        for (int tries = 0; tries < 1_000; tries++) {
            String drawn = drawn(layout);
            boolean letters = drawn.chars().anyMatch(Character::isLetter);
            boolean digits = drawn.chars().limit(40).anyMatch(Character::isDigit);
            if (drawn.length() < 11
                    || (letters && digits && drawn.chars().distinct().count() >= 9)) {
                return drawn;
            }
        }
        throw new IllegalStateException("no such token");
    }

    private String drawn(Layout layout) {
        StringBuilder out = new StringBuilder();
        for (Layout.Part part : layout.parts()) {
            out.append(
                    switch (part) {
                        case Layout.Part.Literal(String text) -> text;
                        case Layout.Part.Run run -> run(run, run.min());
                    });
        }
        return out.toString();
    }

    private String run(Layout.Part.Run run, int length) {
        String symbols = run.alphabet().symbols().replaceAll("[^A-Za-z0-9]", "");
        StringBuilder out = new StringBuilder();
        while (out.length() < length) {
            out.append(symbols.charAt(random.nextInt(symbols.length())));
        }
        return out.toString();
    }

    private static long crc32(String text) {
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.US_ASCII));
        return checksum.getValue();
    }

    private String github(TokenFormat format) {
        String body = run(new Layout.Part.Run(Alphabet.ALPHANUMERIC, 30, 30), 30);
        StringBuilder end = new StringBuilder();
        for (long rest = crc32(body); end.length() < 6; rest /= 62) {
            end.insert(0, BASE62.charAt((int) (rest % 62)));
        }
        return format.literal() + body + end;
    }

    private String gitlab(TokenFormat format) {
        String body = plain(format);
        String signed = body.substring(0, body.length() - 7);
        String sum = Long.toString(crc32(signed), 36);
        return signed + "0".repeat(7 - sum.length()) + sum;
    }

    private String grafana(TokenFormat format) {
        String body = format.literal() + run(new Layout.Part.Run(Alphabet.ALPHANUMERIC, 32, 32), 32);
        return body + "_" + String.format(Locale.ROOT, "%08x", Integer.reverseBytes((int) crc32(body)));
    }

    private String macaroon() {
        byte[] bytes = new byte[60];
        random.nextBytes(bytes);
        byte[] place = "pypi.org".getBytes(StandardCharsets.US_ASCII);
        bytes[0] = 2;
        bytes[1] = 1;
        bytes[2] = (byte) place.length;
        System.arraycopy(place, 0, bytes, 3, place.length);
        return "pypi-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String json(TokenFormat format) {
        String value = run(new Layout.Part.Run(Alphabet.ALPHANUMERIC, 90, 90), 90);
        String encoded = Base64.getEncoder()
                .withoutPadding()
                .encodeToString(("{\"v\":\"" + value + "\"}").getBytes(StandardCharsets.US_ASCII));
        String prefix = format.literal().endsWith("eyJ")
                ? format.literal().substring(0, format.literal().length() - 3)
                : format.literal();
        return prefix
                + encoded
                + (format.rest().parts().size() == 1
                        ? ""
                        : "_" + run(new Layout.Part.Run(Alphabet.ALPHANUMERIC, 43, 43), 43));
    }

    /// An extended key: 78 bytes with the version that makes it begin with the literal, and a checksum.
    private String base58(String literal) {
        byte[] bytes = new byte[82];
        random.nextBytes(bytes);
        int version =
                switch (literal) {
                    case "xprv" -> 0x0488ADE4;
                    case "yprv" -> 0x049D7878;
                    case "zprv" -> 0x04B2430C;
                    default -> 0x04358394;
                };
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (version >>> (24 - 8 * i));
        }
        byte[] sum = sha256(sha256(Arrays.copyOf(bytes, 78)));
        System.arraycopy(sum, 0, bytes, 78, 4);
        StringBuilder out = new StringBuilder();
        BigInteger number = new BigInteger(1, bytes);
        while (number.signum() > 0) {
            out.insert(0, BASE58.charAt(number.mod(BigInteger.valueOf(58)).intValue()));
            number = number.divide(BigInteger.valueOf(58));
        }
        return out.toString();
    }

    private static byte[] sha256(byte[] bytes) {
        return io.tidegate.crypto.Digest.of(bytes).bytes();
    }

    private String bech32(String literal) {
        boolean upper = literal.equals(literal.toUpperCase(Locale.ROOT));
        String name = literal.substring(0, literal.length() - 1).toLowerCase(Locale.ROOT);
        int[] values = new int[58];
        for (int i = 0; i < 52; i++) {
            values[i] = random.nextInt(32);
        }
        int check = 1;
        for (int i = 0; i < name.length(); i++) {
            check = step(check) ^ (name.charAt(i) >>> 5);
        }
        check = step(check);
        for (int i = 0; i < name.length(); i++) {
            check = step(check) ^ (name.charAt(i) & 31);
        }
        for (int i = 0; i < 58; i++) {
            check = step(check) ^ values[i];
        }
        check ^= 1;
        StringBuilder out = new StringBuilder(name).append('1');
        for (int i = 0; i < 58; i++) {
            out.append(BECH32.charAt(i < 52 ? values[i] : (check >>> (5 * (57 - i))) & 31));
        }
        return upper ? out.toString().toUpperCase(Locale.ROOT) : out.toString();
    }

    private static int step(int check) {
        int[] generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
        int next = (check & 0x1ffffff) << 5;
        for (int bit = 0; bit < generator.length; bit++) {
            next ^= ((check >>> 25 >>> bit) & 1) == 1 ? generator[bit] : 0;
        }
        return next;
    }
}

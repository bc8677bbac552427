package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;

/// Made-up data for the tests. Tokens are put together here so that no scanner of repositories takes them for real
/// ones.
final class Samples {
    static final DataScanner SCANNER = new DataScanner(EnumSet.allOf(DataType.class));
    static final String RANDOM = "q7Rt2LmX9vBz4KdW8sYc1NfH6jPg3TaE5uQx0ZiVoCkDnSwFbMhJyGlUrAeOpI";

    private Samples() {}

    static String random(int length) {
        return RANDOM.repeat(3).substring(0, length);
    }

    static String hex(int length) {
        return "3f9a1c7e5b2d8046e1a7c39f5d0b8264".repeat(3).substring(0, length);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String pem(String label) {
        return "-----BEGIN " + label + "-----\n" + (random(62) + "\n").repeat(3) + "-----END " + label + "-----";
    }

    static List<Finding> scan(String text) {
        return switch (SCANNER.scan(text)) {
            case Examination.Complete complete -> complete.findings();
            case Examination.TooMuchToExamine tooMuch -> throw new AssertionError(tooMuch);
        };
    }

    /// What was found, as `type-id:text`.
    static List<String> found(String text) {
        return scan(text).stream()
                .map(f -> f.type().id() + ":" + text.substring(f.start(), f.end()))
                .toList();
    }

    static List<String> kinds(String text) {
        return scan(text).stream().map(Finding::kind).toList();
    }

    static String mask(String text) {
        return Masking.mask(text, scan(text));
    }

    static List<String> all(String... values) {
        return Arrays.asList(values);
    }
}

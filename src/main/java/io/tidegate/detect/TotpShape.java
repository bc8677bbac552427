package io.tidegate.detect;

import java.util.Locale;

/// Does this URL hold the seed of one-time passwords, as authenticators read it from pictures: `otpauth://totp/...`
/// with `secret=`? Covers the seed, and leaves the account readable.
final class TotpShape implements Shape {
    private static final int URL_MAX = 512;
    private static final int SEED_MIN = 16;
    private static final String SECRET = "secret=";

    @Override
    public void verify(Sight sight, int start, int end) {
        if (start < sight.lookedAt(this)) {
            return;
        }
        int stop = end;
        while (stop - end < URL_MAX && sight.at(stop) > ' ' && "\"'<>\\".indexOf(sight.at(stop)) < 0) {
            stop++;
        }
        sight.spend(stop - end);
        sight.lookedAt(this, stop);
        String url = sight.ascii(end, stop).toLowerCase(Locale.ROOT);
        for (int at = url.indexOf(SECRET); at >= 0; at = url.indexOf(SECRET, at + 1)) {
            seed(sight, end + at + SECRET.length());
        }
    }

    private static void seed(Sight sight, int seed) {
        int seedEnd = sight.runEnd(Alphabet.ALPHANUMERIC, seed);
        if (seedEnd - seed >= SEED_MIN && !Placeholder.is(sight.ascii(seed, Math.min(seedEnd, seed + 64)))) {
            sight.report(DataType.CREDENTIAL, "totp-secret", seed, seedEnd, Confidence.CERTAIN);
        }
    }
}

package io.tidegate.detect;

import java.util.List;

/// Is this a token of a known maker: what only it holds, and before and behind that the right characters? Sees no
/// token that holds nothing of its own.
///
/// The finding covers the whole run of characters, so that nothing of a token is left behind.
final class TokenShape implements Shape {
    private static final double ENTROPY_MIN = 3.0;
    private static final double HEX_ENTROPY_MIN = 2.5;
    private static final int SECRET_LENGTH = 40;
    private static final int SECRET_DISTANCE_MAX = 160;
    private static final int READ_MAX = 4_096;

    private final TokenFormat format;
    private final List<TokenFormat> closer;

    /// @param closer formats whose literal begins with that of this one: what has theirs is theirs
    TokenShape(TokenFormat format, List<TokenFormat> closer) {
        this.format = format;
        this.closer = List.copyOf(closer);
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        int first = format.lead().map(lead -> leadStart(sight, lead, start)).orElse(start);
        if (first < 0 || sight.isRecognised(first) || !sight.boundaryBefore(first)) {
            return;
        }
        int stop = format.rest().end(sight, end);
        if (stop < 0 || isCloser(sight, start)) {
            return;
        }
        int random = format.lead().isPresent() ? first : end;
        if (!isRandom(sight, random, stop)) {
            return;
        }
        boolean proven =
                TokenChecks.holds(format.proof(), sight.ascii(first, Math.min(stop, first + READ_MAX)), end - first);
        sight.report(format.type(), format.kind(), first, stop, proven ? Confidence.CERTAIN : Confidence.LIKELY);
        if (format.kind().equals("aws-access-key-id")) {
            reportSecretNear(sight, stop);
        }
    }

    /// Where what leads up to the literal begins, or -1 if that is something else. The letter of an escape (`\n`) is no
    /// part of it.
    private static int leadStart(Sight sight, Layout.Part.Run lead, int literal) {
        int least = literal - lead.min();
        int at = literal;
        while (literal - at < lead.max() && lead.alphabet().has(sight.at(at - 1))) {
            at--;
        }
        sight.spend(literal - at + 1L);
        if (at > least) {
            return -1;
        }
        boolean escaped = sight.at(at - 1) == '\\' && at < least && sight.boundaryBefore(at + 1);
        int first = escaped ? at + 1 : at;
        int before = sight.at(first - 1);
        return Alphabet.WORD.has(before) || !lead.alphabet().has(before) ? first : -1;
    }

    private boolean isCloser(Sight sight, int start) {
        for (TokenFormat other : closer) {
            if (sight.literalAt(start, other.literal())
                    && other.rest().end(sight, start + other.literal().length()) >= 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isRandom(Sight sight, int from, int stop) {
        double least = format.rest().isHex() ? HEX_ENTROPY_MIN : ENTROPY_MIN;
        return sight.entropy(from, stop) >= least
                && !Placeholder.is(sight.ascii(from, Math.min(stop, from + 64)))
                && (format.proof() != TokenFormat.Proof.MIXED || isMixed(sight, from, stop));
    }

    /// A stretch of ten letters and digits without a dash, holding both.
    private static boolean isMixed(Sight sight, int from, int stop) {
        int letters = 0;
        int digits = 0;
        int until = Math.min(stop, from + 128);
        sight.spend(until - from);
        for (int i = from; i < until; i++) {
            int symbol = sight.at(i);
            if (!Alphabet.ALPHANUMERIC.has(symbol)) {
                letters = 0;
                digits = 0;
            } else if (Alphabet.digit(symbol)) {
                digits++;
            } else {
                letters++;
            }
            if (letters > 0 && digits > 0 && letters + digits >= 10) {
                return true;
            }
        }
        return false;
    }

    /// An AWS secret has no prefix: a run of 40 random characters shortly after a key id is one.
    private static void reportSecretNear(Sight sight, int from) {
        int stop = Math.min(sight.length(), from + SECRET_DISTANCE_MAX);
        int runStart = from;
        sight.spend(stop - from);
        for (int i = from; i <= stop; i++) {
            boolean inRun = Alphabet.BASE64_BARE.has(sight.at(i));
            if (inRun && i < stop) {
                continue;
            }
            if (i - runStart == SECRET_LENGTH
                    && sight.entropy(runStart, i) >= 4.0
                    && !Placeholder.is(sight.ascii(runStart, i))) {
                sight.report(DataType.CREDENTIAL, "aws-secret-access-key", runStart, i, Confidence.LIKELY);
                return;
            }
            runStart = i + 1;
        }
    }
}

package io.tidegate.detect;

import java.util.List;

/// Is this a private key in text form: PEM (RFC 7468), OpenSSH, PGP (RFC 9580), PuTTY, age? Public keys and
/// certificates are left alone; binary keys are not seen.
final class PrivateKeyShape implements Shape {
    private static final int LABEL_MAX = 64;
    private static final int BODY_SYMBOLS_MIN = 24;

    static List<Anchor> anchors() {
        PrivateKeyShape shape = new PrivateKeyShape();
        return List.of(
                new Anchor("-----BEGIN ", Anchor.Match.EXACT, shape),
                new Anchor("PRIVATE-LINES: ", Anchor.Match.ANY_CASE, shape));
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (sight.covers(start)) {
            return;
        }
        if (sight.at(start) != '-') {
            verifyPutty(sight, start, end);
            return;
        }
        int labelEnd = end;
        while (labelEnd - end < LABEL_MAX && sight.at(labelEnd) >= ' ' && sight.at(labelEnd) != '-') {
            labelEnd++;
        }
        String label = sight.ascii(end, labelEnd);
        if (!label.contains("PRIVATE KEY") || !sight.literalAt(labelEnd, "-----")) {
            return;
        }
        verifyBody(sight, start, labelEnd + 5, kind(label));
    }

    private static String kind(String label) {
        if (label.startsWith("OPENSSH")) {
            return "openssh-private-key";
        }
        return label.startsWith("PGP") ? "pgp-private-key" : "pem-private-key";
    }

    /// The body goes on to the end line, or, where that is missing, as far as it looks like a body.
    private static void verifyBody(Sight sight, int start, int bodyStart, String kind) {
        int at = bodyStart;
        int body = 0;
        int lastBody = bodyStart;
        while (inBody(sight, at)) {
            if (Alphabet.BASE64.has(sight.at(at))) {
                body++;
                lastBody = at + 1;
            }
            at++;
        }
        sight.spend(at - bodyStart + 1L);
        boolean closed = sight.literalAt(at, "-----END ");
        if (body < BODY_SYMBOLS_MIN) {
            return;
        }
        sight.report(
                DataType.PRIVATE_KEY,
                kind,
                start,
                closed ? closingEnd(sight, at) : lastBody,
                closed ? Confidence.CERTAIN : Confidence.LIKELY);
    }

    private static int closingEnd(Sight sight, int closing) {
        int at = closing + "-----END ".length();
        int stop = at + LABEL_MAX;
        while (at < stop && sight.at(at) >= ' ' && sight.at(at) != '-') {
            at++;
        }
        while (at < stop && sight.at(at) == '-') {
            at++;
        }
        sight.spend(at - closing);
        return at;
    }

    /// Base64, white space (also as escapes), armour headers and quotes of languages that join lines.
    private static boolean inBody(Sight sight, int at) {
        int symbol = sight.at(at);
        if (symbol == '-') {
            return sight.at(at + 1) != '-';
        }
        return Alphabet.BASE64.has(symbol) || (symbol != 0 && " \t\r\n\\\"',:.()<>@|_;#*".indexOf(symbol) >= 0);
    }

    private static void verifyPutty(Sight sight, int start, int end) {
        int at = end;
        while (Alphabet.digit(sight.at(at)) && at - end < 4) {
            at++;
        }
        int bodyStart = at;
        while (Alphabet.BASE64.has(sight.at(at)) || (sight.at(at) != 0 && "\r\n\\".indexOf(sight.at(at)) >= 0)) {
            at++;
        }
        sight.spend(at - end + 1L);
        if (at - bodyStart >= BODY_SYMBOLS_MIN) {
            sight.report(DataType.PRIVATE_KEY, "putty-private-key", start, at, Confidence.CERTAIN);
        }
    }
}

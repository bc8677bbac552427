package io.tidegate.detect;

/// Does this URL carry a password before its host (RFC 3986, 3.2.1)? Covers user and password, and leaves the host
/// readable. A user without a password is no secret.
final class UrlPasswordShape implements Shape {
    private static final int USER_INFO_MAX = 256;

    @Override
    public void verify(Sight sight, int start, int end) {
        if (!Alphabet.ALPHANUMERIC.has(sight.at(start - 1))) {
            return;
        }
        int colon = -1;
        int at = -1;
        int i = end;
        while (i - end < USER_INFO_MAX && inAuthority(sight.at(i))) {
            if (sight.at(i) == ':' && colon < 0) {
                colon = i;
            }
            if (sight.at(i) == '@') {
                at = i; // the last one counts: an at-sign in a password is a common mistake
            }
            i++;
        }
        sight.spend(i - end + 1L);
        if (colon < 0 || at <= colon + 1 || !inAuthority(sight.at(at + 1))) {
            return;
        }
        String password = sight.ascii(colon + 1, at);
        if (!Placeholder.is(password) && !LoginShape.isExample(sight.ascii(end, colon), password)) {
            sight.reportNamed(DataType.CREDENTIAL, "password-in-url", end, at, Confidence.LIKELY);
        }
    }

    private static boolean inAuthority(int symbol) {
        return symbol > ' ' && "/?#\"'`<>\\[](){}|".indexOf(symbol) < 0;
    }
}

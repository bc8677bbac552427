package io.tidegate.identity;

import java.io.IOException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/// Does an authority vouch for more than its own certificate lets it (RFC 5280, section 4.2.1.9 and 4.2.1.10)? The JDK
/// asks that of those in between, and not of those that the operator named: it would believe one that may speak for a
/// part of the names as if it could speak for all.
///
/// What their certificates may be used for (section 4.2.1.12) it asks of neither.
final class AuthorityLimits {
    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    private AuthorityLimits() {}

    /// @param path from the client's own certificate to that of the authority that was named
    static void check(List<X509Certificate> path) throws Rejection {
        X509Certificate authority = path.getLast();
        List<X509Certificate> below = path.subList(0, path.size() - 1);
        List<X509Certificate> between = below.subList(1, below.size());
        long steps = between.stream().filter(one -> !isSelfIssued(one)).count();
        boolean tooFar = authority.getBasicConstraints() >= 0 && steps > authority.getBasicConstraints();
        X509CertSelector names = names(authority);
        for (X509Certificate one : below) {
            boolean judged = one.equals(below.getFirst()) || !isSelfIssued(one);
            if (tooFar || (judged && !names.match(one))) {
                throw new Rejection(
                        Why.UNKNOWN_AUTHORITY,
                        "the client certificate's authority may not vouch for it: its own certificate does not let it");
            }
        }
        for (X509Certificate one : path.subList(1, path.size())) {
            CertificateUse.checkAuthority(one);
        }
    }

    private static boolean isSelfIssued(X509Certificate one) {
        return one.getSubjectX500Principal().equals(one.getIssuerX500Principal());
    }

    /// Fits the certificates whose names the authority may vouch for.
    private static X509CertSelector names(X509Certificate authority) throws Rejection {
        X509CertSelector names = new X509CertSelector();
        byte[] wrapped = authority.getExtensionValue(NAME_CONSTRAINTS);
        if (wrapped == null) {
            return names;
        }
        try {
            names.setNameConstraints(content(wrapped));
            return names;
        } catch (IOException _) {
            throw new Rejection(
                    Why.UNKNOWN_AUTHORITY, "what the client certificate's authority may vouch for can't be read");
        }
    }

    /// What an octet string holds (X.690, section 8.1.3).
    private static byte[] content(byte[] octets) {
        int head = octets[1] >= 0 ? 2 : 2 + (octets[1] & 0x7f);
        return Arrays.copyOfRange(octets, head, octets.length);
    }
}

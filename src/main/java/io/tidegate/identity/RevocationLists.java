package io.tidegate.identity;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Was this certificate revoked, by the list of its own issuer (RFC 5280, section 6.3)?
///
/// Fails closed: without a list of the issuer that is in force, nobody of it gets in. Lists come from the operator
/// alone: nothing is fetched. Lists that another issuer signs for this one, lists of parts, and differences to other
/// lists are not taken.
final class RevocationLists {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationLists.class);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);
    private static final int CRL_SIGN = 6; // RFC 5280, section 4.2.1.3

    private final List<X509CRL> lists;
    private final InstantSource clock;
    private final ConcurrentHashMap<X509Certificate, List<X509CRL>> ofIssuer = new ConcurrentHashMap<>();
    private volatile Instant told = Instant.EPOCH;

    RevocationLists(List<X509CRL> lists, InstantSource clock) {
        this.lists = List.copyOf(lists);
        this.clock = clock;
    }

    /// Until when that it was not revoked counts.
    Instant check(X509Certificate certificate, X509Certificate issuer) throws Rejection {
        Instant now = clock.instant();
        Optional<X509CRL> current = ofIssuer.computeIfAbsent(issuer, this::signedBy).stream()
                .filter(list -> isInForce(list, now))
                .max(Comparator.comparing(X509CRL::getThisUpdate));
        if (current.isEmpty()) {
            tell(issuer, now);
            throw new Rejection(
                    Why.REVOCATION_UNKNOWN,
                    "it cannot be told just now whether the certificate was revoked; an administrator must renew the"
                            + " revocation list");
        }
        X509CRLEntry entry = current.get().getRevokedCertificate(certificate.getSerialNumber());
        if (entry != null) {
            throw new Rejection(Why.CERTIFICATE_REVOKED, "the client certificate was revoked; ask for a new one");
        }
        return current.get().getNextUpdate().toInstant();
    }

    private List<X509CRL> signedBy(X509Certificate issuer) {
        return lists.stream().filter(list -> isSignedBy(list, issuer)).toList();
    }

    private static boolean isSignedBy(X509CRL list, X509Certificate issuer) {
        boolean[] usage = issuer.getKeyUsage();
        boolean may = usage == null || usage[CRL_SIGN];
        Set<String> critical = list.getCriticalExtensionOIDs();
        boolean whole = critical == null || critical.isEmpty();
        if (!may || !whole || !list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false; // of another authority with the same name
        }
    }

    /// A list that does not say when the next one comes is never out of date by its own word, so it is not taken.
    private static boolean isInForce(X509CRL list, Instant now) {
        return list.getNextUpdate() != null
                && now.isBefore(list.getNextUpdate().toInstant())
                && !now.isBefore(list.getThisUpdate().toInstant());
    }

    private void tell(X509Certificate issuer, Instant now) {
        if (now.isAfter(told.plus(TELL_AGAIN))) {
            told = now;
            LOG.error(
                    "certificates of {} are refused: there is no revocation list of it that is in force; renew"
                            + " `identity.certificates.revoked` (docs/certificates.md)",
                    issuer.getSubjectX500Principal().getName());
        }
    }
}

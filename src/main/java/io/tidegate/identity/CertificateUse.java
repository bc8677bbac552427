package io.tidegate.identity;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Is this certificate in force, made for clients, and strong enough? Does not ask whose it is.
final class CertificateUse {
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"; // RFC 5280, section 4.2.1.12
    private static final String ANY_USE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0; // RFC 5280, section 4.2.1.3
    private static final int RSA_BITS_MIN = 2048;
    private static final int EC_BITS_MIN = 256;

    private CertificateUse() {}

    static void check(X509Certificate own, Instant now) throws Rejection {
        if (!now.isBefore(own.getNotAfter().toInstant())) {
            throw new Rejection(Why.CERTIFICATE_EXPIRED, "the client certificate has expired; get a new one");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new Rejection(
                    Why.CERTIFICATE_NOT_YET_VALID, "the client certificate is not valid yet; check the clocks");
        }
        boolean[] usage = own.getKeyUsage();
        if (own.getBasicConstraints() >= 0 || !isForClients(own) || (usage != null && !usage[DIGITAL_SIGNATURE])) {
            throw new Rejection(Why.WRONG_CERTIFICATE, "the certificate was not made for clients to sign in with");
        }
    }

    private static boolean isForClients(X509Certificate own) throws Rejection {
        try {
            List<String> uses = own.getExtendedKeyUsage();
            return uses == null || uses.contains(CLIENT_AUTHENTICATION) || uses.contains(ANY_USE);
        } catch (CertificateParsingException _) {
            throw new Rejection(Why.WRONG_CERTIFICATE, "the certificate's uses can't be read");
        }
    }

    /// An authority that may vouch for other uses alone does not vouch for clients.
    static void checkAuthority(X509Certificate authority) throws Rejection {
        if (!isForClients(authority)) {
            throw new Rejection(
                    Why.WRONG_CERTIFICATE, "the certificate's authority may not vouch for clients that sign in");
        }
    }

    static void checkStrength(X509Certificate certificate) throws Rejection {
        boolean strong =
                switch (certificate.getPublicKey()) {
                    case RSAKey rsa -> rsa.getModulus().bitLength() >= RSA_BITS_MIN;
                    case ECKey ec -> ec.getParams().getOrder().bitLength() >= EC_BITS_MIN;
                    default -> true; // Ed25519 and what comes after it: the JDK's kinds of keys are open
                };
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (!strong || signature.startsWith("SHA1") || signature.startsWith("MD")) {
            throw new Rejection(Why.WRONG_CERTIFICATE, "the certificate's key or signature is too weak");
        }
    }
}

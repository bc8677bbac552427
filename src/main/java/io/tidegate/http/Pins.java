package io.tidegate.http;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Is one of these public keys in a server's chain (RFC 7469, section 2.4 and 2.6)? Written as `sha256/` and the Base64
/// of the SHA-256 of the key's `SubjectPublicKeyInfo`.
///
/// Only the chain that vouches for the server counts, from its own certificate to an authority: a certificate that is
/// merely sent along has no say, since everyone can send it.
record Pins(Set<String> pins) {
    static String of(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
            return "sha256/" + Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /// @param chain as the server sent it, which was found to be good
    /// @throws Mismatch if none of the keys is in it
    void check(X509Certificate[] chain, X509Certificate[] authorities) throws CertificateException {
        if (pins.contains(of(chain[0]))) {
            return;
        }
        List<X509Certificate> vouching;
        try {
            vouching = vouching(chain, authorities);
        } catch (GeneralSecurityException none) {
            throw new Mismatch();
        }
        if (vouching.stream().map(Pins::of).noneMatch(pins::contains)) {
            throw new Mismatch();
        }
    }

    private static List<X509Certificate> vouching(X509Certificate[] chain, X509Certificate[] authorities)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors = Arrays.stream(authorities)
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
        X509CertSelector own = new X509CertSelector();
        own.setCertificate(chain[0]);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, own);
        parameters.setRevocationEnabled(false); // the trust manager has judged the chain already
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(chain))));
        PKIXCertPathBuilderResult built =
                (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
        List<X509Certificate> path = new ArrayList<>();
        built.getCertPath().getCertificates().forEach(each -> path.add((X509Certificate) each));
        path.add(built.getTrustAnchor().getTrustedCert());
        return path;
    }

    /// The chain is good, and has none of the keys.
    static final class Mismatch extends CertificateException {
        private static final long serialVersionUID = 1L;

        Mismatch() {
            super("none of the pinned keys is in the server's chain");
        }
    }
}

package io.tidegate.identity;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// Which name in a client certificate is the user's? One kind of name alone is looked at, and it must stand there once:
/// else whoever issues certificates for one kind could name anybody by another.
public enum CertificateName {
    /// A URI among the subject's alternative names, such as a SPIFFE ID (RFC 5280, section 4.2.1.6).
    URI(6),
    DNS(2),
    EMAIL(1),
    /// The subject's common name.
    CN(-1),
    /// The whole subject, as RFC 2253 writes it.
    SUBJECT(-1);

    private final int kind;

    CertificateName(int kind) {
        this.kind = kind;
    }

    /// The name that the certificate has.
    String in(X509Certificate certificate) throws Rejection {
        Set<String> found =
                switch (this) {
                    case URI, DNS, EMAIL -> alternatives(certificate);
                    case CN -> commonNames(certificate);
                    case SUBJECT -> Set.of(certificate.getSubjectX500Principal().getName());
                };
        if (found.size() != 1) {
            throw new Rejection(
                    Why.WRONG_CERTIFICATE,
                    "the client certificate has " + (found.isEmpty() ? "no" : "more than one")
                            + " name of the kind that is looked at here");
        }
        String name = found.iterator().next();
        if (!Names.isUsers(name)) {
            throw new Rejection(Why.WRONG_CERTIFICATE, "the client certificate's name can't be a user's");
        }
        return name;
    }

    private Set<String> alternatives(X509Certificate certificate) throws Rejection {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream()
                            .filter(name -> name.getFirst().equals(kind))
                            .map(name -> String.valueOf(name.get(1)))
                            .collect(Collectors.toSet());
        } catch (CertificateParsingException _) {
            throw unreadable();
        }
    }

    private static Set<String> commonNames(X509Certificate certificate) throws Rejection {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> String.valueOf(part.getValue()))
                            .collect(Collectors.toSet());
        } catch (InvalidNameException _) {
            throw unreadable();
        }
    }

    private static Rejection unreadable() {
        return new Rejection(Why.WRONG_CERTIFICATE, "the client certificate's names can't be read");
    }
}

package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.Identity;
import io.tidegate.http.TlsClients;
import io.tidegate.identity.CertificateName;
import io.tidegate.identity.ClientCertificates;
import io.tidegate.identity.ClientCertificates.Revocation;
import io.tidegate.identity.GroupRules;
import io.tidegate.identity.IssuerSettings;
import io.tidegate.identity.Proof;
import io.tidegate.identity.Required;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What does a configuration want callers to show? Its words as those of `identity`.
final class Proofs {
    private Proofs() {}

    /// Whether TLS asks clients for certificates, and for those of which authorities.
    static TlsClients asked(Identity identity) {
        return identity.certificates()
                .<TlsClients>map(certificates -> new TlsClients.Asked(certificates.authorities()))
                .orElseGet(TlsClients.NotAsked::new);
    }

    /// Whose certificates prove who somebody is.
    static Optional<ClientCertificates.Settings> certificates(Identity identity) {
        return identity.certificates().flatMap(configured -> configured
                .user()
                .map(user -> new ClientCertificates.Settings(
                        configured.authorities(),
                        configured
                                .revoked()
                                .<Revocation>map(Revocation.Lists::new)
                                .orElseGet(Revocation.NotAsked::new),
                        name(user),
                        new GroupRules(configured.groups()))));
    }

    private static CertificateName name(Identity.CertificateName user) {
        return switch (user) {
            case URI -> CertificateName.URI;
            case DNS -> CertificateName.DNS;
            case EMAIL -> CertificateName.EMAIL;
            case CN -> CertificateName.CN;
            case SUBJECT -> CertificateName.SUBJECT;
        };
    }

    static Required required(List<List<Identity.Proof>> alternatives) {
        return new Required(alternatives.stream()
                .map(all -> all.stream().map(Proofs::proof).collect(Collectors.toSet()))
                .toList());
    }

    static Map<String, Required> byProfile(Configuration configuration) {
        Map<String, Required> byProfile = new HashMap<>();
        configuration.profiles().forEach((name, profile) -> profile.require()
                .ifPresent(require -> byProfile.put(name, required(require))));
        return byProfile;
    }

    private static Proof proof(Identity.Proof proof) {
        return switch (proof) {
            case KEY -> Proof.KEY;
            case TOKEN -> Proof.TOKEN;
            case DPOP -> Proof.DPOP;
            case CERTIFICATE -> Proof.CERTIFICATE;
            case OS_USER -> Proof.OS_USER;
        };
    }

    static IssuerSettings.Proofs of(Identity.Proofs wanted) {
        return switch (wanted) {
            case ACCEPTED -> IssuerSettings.Proofs.TAKEN;
            case REQUIRED -> IssuerSettings.Proofs.REQUIRED;
        };
    }
}

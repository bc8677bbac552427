package io.tidegate.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Is a client's certificate good, and whose is it (RFC 5280)? Of the operator's own authorities alone, never of those
/// that the system trusts.
///
/// That the client has its key was shown by TLS. What is found counts for a minute at most, and never longer than the
/// certificate, or the list of revoked ones.
public final class ClientCertificates {
    private static final Duration BELIEVED = Duration.ofMinutes(1);
    private static final int CACHED_MAX = 10_000;
    private static final int PATH_MAX = 5;

    private final Settings settings;
    private final Optional<RevocationLists> revoked;
    private final Set<TrustAnchor> anchors;
    private final InstantSource clock;
    private final Cache<X509Certificate, Certified> known = Caffeine.newBuilder()
            .maximumSize(CACHED_MAX)
            .executor(Runnable::run)
            .build();

    /// Is it asked whether certificates were revoked?
    public sealed interface Revocation {
        record NotAsked() implements Revocation {}

        /// By these lists. An issuer without one can let nobody in.
        record Lists(List<X509CRL> lists) implements Revocation {
            public Lists {
                lists = List.copyOf(lists);
            }
        }
    }

    /// What is taken.
    ///
    /// @param authorities at least one
    /// @param user which name is the user's
    public record Settings(
            List<X509Certificate> authorities, Revocation revocation, CertificateName user, GroupRules groups) {
        public Settings {
            authorities = List.copyOf(authorities);
            if (authorities.isEmpty()) {
                throw new IllegalArgumentException("at least one authority");
            }
        }
    }

    /// Whose a good certificate is.
    ///
    /// @param until when this has to be looked at again
    record Certified(String user, Set<String> groups, Instant expires, Instant until) {
        Principal principal() {
            return new Principal(
                    user,
                    user,
                    groups,
                    new Authentication.Certificate(user),
                    Optional.of(expires),
                    Principal.DEFAULT_TENANT);
        }
    }

    public ClientCertificates(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.revoked = switch (settings.revocation()) {
            case Revocation.NotAsked _ -> Optional.empty();
            case Revocation.Lists(List<X509CRL> lists) -> Optional.of(new RevocationLists(lists, clock));
        };
        this.anchors = settings.authorities().stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
    }

    /// @param shown the client's own first, then those that lead to an authority
    Certified check(List<X509Certificate> shown) throws Rejection {
        X509Certificate own = shown.getFirst();
        Instant now = clock.instant();
        Certified before = known.getIfPresent(own);
        if (before != null && now.isBefore(before.until())) {
            return before;
        }
        CertificateUse.check(own, now);
        List<X509Certificate> path = path(own, shown, now);
        AuthorityLimits.check(path);
        Instant until = now.plus(BELIEVED);
        for (int at = 0; at + 1 < path.size(); at++) {
            CertificateUse.checkStrength(path.get(at));
            if (revoked.isPresent()) {
                until = earlier(until, revoked.get().check(path.get(at), path.get(at + 1)));
            }
        }
        String user = settings.user().in(own);
        Instant expires = own.getNotAfter().toInstant();
        Certified fresh = new Certified(user, settings.groups().of(user), expires, earlier(until, expires));
        known.put(own, fresh);
        return fresh;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /// From the client's own certificate to an authority's. Other lists, and other addresses that certificates name,
    /// are not asked: the JDK fetches nothing unless it is told to.
    private List<X509Certificate> path(X509Certificate own, List<X509Certificate> shown, Instant now) throws Rejection {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(own);
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
            parameters.setRevocationEnabled(false); // we look at the lists ourselves, to say which one is missing
            parameters.setDate(Date.from(now));
            parameters.setMaxPathLength(PATH_MAX);
            PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> path = new ArrayList<>();
            built.getCertPath().getCertificates().forEach(one -> path.add((X509Certificate) one));
            X509Certificate authority = built.getTrustAnchor().getTrustedCert();
            authority.checkValidity(Date.from(now)); // the JDK does not look at that of anchors
            path.add(authority);
            return path;
        } catch (CertPathBuilderException | CertificateException _) {
            throw new Rejection(
                    Why.UNKNOWN_AUTHORITY, "the client certificate is of no authority that is trusted here");
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("every JDK validates certificates", broken);
        }
    }
}

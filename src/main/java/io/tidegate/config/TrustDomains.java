package io.tidegate.config;

import io.tidegate.config.Identity.Claims;
import io.tidegate.config.Identity.Issuer;
import io.tidegate.config.Identity.SigningAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The shape of `identity.trust-domains`: those of SPIFFE, whose JWT-SVIDs need not name an issuer.
final class TrustDomains {
    private TrustDomains() {}

    /// What is said of one.
    record Domain(URI jwks, List<String> audience, List<SigningAlgorithm> algorithms, Duration clockSkew) {}

    private static final Section<Domain> DOMAIN = new Section<>(s -> {
        Key<URI> jwks = s.required("jwks", Addresses.url(), "Where its keys are: its bundle, or a key set.");
        Key<List<String>> audience = s.with(
                "audience",
                Types.oneOrList(Types.text(512), 16),
                "[]",
                "What a token's `aud` may hold, at every endpoint. By default the URL of the endpoint.");
        Key<List<SigningAlgorithm>> algorithms = s.with(
                "algorithms",
                IdentityShape.ALGORITHMS,
                "[RS256, ES256]",
                "Signatures that are taken; never `none`, never a shared key.");
        Key<Duration> skew = s.with("clock-skew", Quantities.duration("0s", "5m"), "60s", "How far clocks may differ.");
        return values -> new Domain(values.get(jwks), values.get(audience), values.get(algorithms), values.get(skew));
    });

    static final Type<Map<String, Domain>> TYPE =
            Types.map("[a-z0-9._-]{1,200}", "a trust domain, such as `acme.example`", DOMAIN, 32);

    /// Each as the issuer that its tokens would name.
    static List<Issuer> issuers(Map<String, Domain> domains) {
        return domains.entrySet().stream()
                .map(each -> issuer(each.getKey(), each.getValue()))
                .toList();
    }

    private static Issuer issuer(String name, Domain domain) {
        return new Issuer(
                URI.create("spiffe://" + name),
                domain.audience(),
                Optional.of(domain.jwks()),
                domain.algorithms(),
                new Claims("sub", List.of(), List.of(), Optional.empty()),
                domain.clockSkew());
    }
}

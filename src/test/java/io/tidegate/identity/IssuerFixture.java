package io.tidegate.identity;

import io.tidegate.identity.IssuerSettings.ClaimNames;
import io.tidegate.identity.IssuerSettings.Proofs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Settings of an issuer as tests want them: `sub`, `groups`, every algorithm of ours, 60 seconds of skew and keys by
/// discovery, but for what is said otherwise. Without an audience a token must name the endpoint.
final class IssuerFixture {
    private final String issuer;
    private final Set<String> audiences;
    private Set<Algorithm> algorithms = Algorithm.ALL;
    private ClaimNames claims = ClaimNames.USUAL;
    private Set<String> scopes = Set.of();
    private Optional<IntrospectionSettings> introspection = Optional.empty();
    private Proofs proofs = Proofs.TAKEN;
    private Proofs nonces = Proofs.TAKEN;
    private NamePatterns agents = NamePatterns.NONE;

    private IssuerFixture(String issuer, String... audiences) {
        this.issuer = issuer;
        this.audiences = Set.of(audiences);
    }

    static IssuerFixture of(String issuer, String... audiences) {
        return new IssuerFixture(issuer, audiences);
    }

    static IssuerSettings usual(String issuer, String... audiences) {
        return of(issuer, audiences).made();
    }

    IssuerFixture withAlgorithms(Algorithm... changed) {
        algorithms = Set.of(changed);
        return this;
    }

    IssuerFixture withClaims(ClaimNames changed) {
        claims = changed;
        return this;
    }

    IssuerFixture withScopes(String... changed) {
        scopes = Set.of(changed);
        return this;
    }

    IssuerFixture withProofs(Proofs changed) {
        proofs = changed;
        return this;
    }

    IssuerFixture withNonces() {
        nonces = Proofs.REQUIRED;
        return this;
    }

    IssuerFixture withAgents(String... changed) {
        agents = new NamePatterns(List.of(changed));
        return this;
    }

    IssuerFixture withIntrospection(IntrospectionSettings changed) {
        introspection = Optional.of(changed);
        return this;
    }

    IssuerSettings made() {
        return new IssuerSettings(
                issuer,
                audiences,
                Optional.empty(),
                algorithms,
                claims,
                Duration.ofSeconds(60),
                scopes,
                introspection,
                proofs,
                nonces,
                Proofs.TAKEN,
                agents);
    }
}

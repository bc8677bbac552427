package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.Identity;
import io.tidegate.config.TokenEndpoint;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.front.TokenDoor;
import io.tidegate.identity.Algorithm;
import io.tidegate.identity.IssuerSettings;
import io.tidegate.identity.IssuerSettings.ClaimNames;
import io.tidegate.identity.NamePatterns;
import io.tidegate.identity.OidcTokens;
import io.tidegate.identity.RegisteredClient;
import io.tidegate.identity.SpentAssertions;
import io.tidegate.identity.TokenGrants;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// To whom does a configuration want Tidegate itself to give tokens? Its words as those of `identity`.
final class TokenGiving {
    private static final Duration SKEW = Duration.ofSeconds(60);

    private TokenGiving() {}

    /// What gives them out; nothing where that is not configured.
    static Optional<TokenGrants> of(
            Configuration configuration,
            Foundation foundation,
            OidcTokens.Sources sources,
            OidcTokens.Surroundings around) {
        return configuration.identity().tokenEndpoint().map(endpoint -> {
            String site = configuration.publicUrl().orElseThrow().toString();
            Set<String> resources = new HashSet<>(Set.of(site + "/mcp"));
            configuration.profiles().keySet().forEach(name -> resources.add(site + "/mcp/" + name));
            TokenGrants.Settings settings = new TokenGrants.Settings(
                    keysOf(URI.create(site), Optional.empty()),
                    site + TokenDoor.PATH,
                    resources,
                    endpoint.issuers().stream().map(Wiring::issuer).toList(),
                    endpoint.clients().entrySet().stream()
                            .map(each -> client(each.getKey(), each.getValue()))
                            .toList(),
                    endpoint.life());
            return new TokenGrants(
                    settings,
                    sources,
                    foundation.keys().aead(KeyPurpose.ACCESS_TOKENS),
                    new SpentAssertions(foundation.store()),
                    around);
        });
    }

    private static RegisteredClient client(String id, TokenEndpoint.Client client) {
        RegisteredClient.Proving proving = client.secret()
                .<RegisteredClient.Proving>map(RegisteredClient.WithSecret::new)
                .or(() -> client.jwks().map(keys -> new RegisteredClient.WithKey(keysOf(keys, Optional.of(keys)))))
                .or(() -> client.workload().map(TokenGiving::workload))
                .orElseThrow();
        return new RegisteredClient(
                id,
                proving,
                Set.copyOf(client.scopes()),
                client.grants().stream().map(TokenGiving::grant).collect(Collectors.toSet()));
    }

    private static RegisteredClient.AsWorkload workload(TokenEndpoint.Workload workload) {
        URI platform = workload.issuer().or(workload::jwks).orElseThrow();
        return new RegisteredClient.AsWorkload(
                keysOf(platform, workload.jwks()), workload.issuer().map(URI::toString), workload.subject());
    }

    private static RegisteredClient.Grant grant(TokenEndpoint.Grant grant) {
        return switch (grant) {
            case ASSERTION -> RegisteredClient.Grant.ASSERTION;
            case CLIENT_CREDENTIALS -> RegisteredClient.Grant.CLIENT_CREDENTIALS;
        };
    }

    /// Of somebody whose signatures alone matter.
    private static IssuerSettings keysOf(URI issuer, Optional<URI> jwks) {
        return new IssuerSettings(
                issuer.toString(),
                Set.of(),
                jwks,
                Algorithm.ALL,
                ClaimNames.USUAL,
                SKEW,
                Set.of(),
                Optional.empty(),
                Proofs.of(Identity.Proofs.ACCEPTED),
                Proofs.of(Identity.Proofs.ACCEPTED),
                Proofs.of(Identity.Proofs.ACCEPTED),
                NamePatterns.NONE);
    }
}

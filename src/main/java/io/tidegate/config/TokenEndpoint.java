package io.tidegate.config;

import io.tidegate.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where Tidegate itself gives out access tokens, to clients that it knows (enterprise-managed authorization in MCP).
///
/// @param issuers whose identity assertions of users are taken
/// @param clients by their ids
/// @param life of a token at most
public record TokenEndpoint(List<Identity.Issuer> issuers, Map<String, Client> clients, Duration life) {
    public TokenEndpoint {
        issuers = List.copyOf(issuers);
        clients = Map.copyOf(clients);
    }

    /// A client that may ask. It has a secret, keys of its own, or is a workload.
    ///
    /// @param jwks where the keys are with which it signs that it is that client
    /// @param scopes that its tokens may have
    public record Client(
            Optional<Secret> secret,
            Optional<URI> jwks,
            Optional<Workload> workload,
            List<String> scopes,
            Set<Grant> grants) {
        public Client {
            scopes = List.copyOf(scopes);
            grants = Set.copyOf(grants);
        }
    }

    /// A client that shows a token of the platform that it runs on.
    ///
    /// @param issuer that the token names; or `jwks`, where it names none
    public record Workload(Optional<URI> issuer, Optional<URI> jwks, String subject) {}

    /// For what a client can have tokens.
    public enum Grant {
        ASSERTION,
        CLIENT_CREDENTIALS
    }
}

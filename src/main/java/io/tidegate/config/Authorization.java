package io.tidegate.config;

import io.tidegate.secret.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// How Tidegate gets the tokens that it shows to a server: as which client, of which authorization server, for whom
/// (MCP, Authorization; RFC 6749).
///
/// @param issuer the authorization server that its client is known to; without it, the one that the server names
/// @param client as which Tidegate is known there; without it, it makes itself known
/// @param scopes that are asked for; empty where the server is to say which
/// @param audience for a token exchange, where the authorization server wants one beside the resource
public record Authorization(
        Grant grant, Optional<URI> issuer, Optional<Client> client, List<String> scopes, Optional<String> audience) {
    public Authorization {
        scopes = List.copyOf(scopes);
    }

    /// For whom a token is.
    public enum Grant {
        /// For Tidegate itself (RFC 6749, section 4.4).
        CLIENT_CREDENTIALS,
        /// For the caller, in exchange for the caller's own token (RFC 8693).
        TOKEN_EXCHANGE,
        /// For the user, who agrees in a browser (RFC 6749, section 4.1).
        AUTHORIZATION_CODE
    }

    /// A client that an authorization server knows; or one whose id is the address of a document about it.
    public record Client(String id, Proof proof) {}

    /// How a client proves who it is at the token endpoint (OpenID Connect Core 1.0, section 9).
    public sealed interface Proof {
        /// Not at all: `none`.
        record Nothing() implements Proof {}

        /// `client_secret_basic` or `client_secret_post`.
        record Password(Secret secret, Where where) implements Proof {}

        /// `private_key_jwt` (RFC 7523): a private key in PEM.
        record Key(Secret pem) implements Proof {}
    }

    /// Where a client's secret stands in a request.
    public enum Where {
        /// As the authorization server says in its metadata.
        AUTO,
        BASIC,
        POST
    }

    /// Whether both get the same tokens in the same way. Unlike `equals` it compares what secrets say.
    public boolean isSame(Authorization other) {
        return grant == other.grant
                && issuer.equals(other.issuer)
                && scopes.equals(other.scopes)
                && audience.equals(other.audience)
                && client.map(Client::id).equals(other.client.map(Client::id))
                && client.isPresent() == other.client.isPresent()
                && (client.isEmpty()
                        || isSame(
                                client.get().proof(), other.client.orElseThrow().proof()));
    }

    private static boolean isSame(Proof one, Proof other) {
        return switch (one) {
            case Proof.Nothing _ -> other instanceof Proof.Nothing;
            case Proof.Password(Secret secret, Where where) ->
                other instanceof Proof.Password(Secret its, Where itsWhere) && where == itsWhere && secret.isSame(its);
            case Proof.Key(Secret pem) -> other instanceof Proof.Key(Secret its) && pem.isSame(its);
        };
    }
}

package io.tidegate.secret;

/// Says why a secret is opened, so that every place that opens one can be found by its purpose.
public enum Purpose {
    /// Sent to a server as `Authorization: Bearer`.
    UPSTREAM_CREDENTIAL,
    /// Sent to a server in a header of its own.
    UPSTREAM_HEADER,
    /// Sent to a server in the query of its address.
    UPSTREAM_QUERY,
    /// Shown to an authorization server, to prove which client asks it for a token.
    OAUTH_CLIENT,
    /// Sent to an authorization server in exchange for another token, or to be withdrawn there.
    OAUTH_TOKEN,
    /// Sealed, to be kept in the store.
    OAUTH_GRANT,
    /// Sent to an issuer when it is asked about a token.
    INTROSPECTION,
    /// Shown to a database or an HTTP server that says who is related to what.
    RELATION_SOURCE,
    /// Handed to a server's process in its environment.
    PROCESS_ENVIRONMENT,
    /// Handed to a server's process on its command line, where other processes of the machine may see it.
    PROCESS_ARGUMENT,
    /// Shown to a secrets manager, to be let in.
    SECRETS_MANAGER,
    /// Held against other secrets, to find out which are the same.
    COMPARISON,
    /// Written into a file of its own that only its owner may read, by `tidegate init`.
    MOVE_TO_FILE
}

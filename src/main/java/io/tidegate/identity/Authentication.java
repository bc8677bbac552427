package io.tidegate.identity;

import java.util.Optional;
import java.util.Set;

/// How did the caller prove who they are? Says nothing about what they may do.
public sealed interface Authentication {
    /// Nobody proved anything: allowed on loopback only, and only when configured.
    record Anonymous() implements Authentication {}

    /// With an API key.
    ///
    /// @param keyId its public id, never its text
    /// @param family the first of the keys that were rotated into each other, by its id
    record ApiKey(String keyId, String family) implements Authentication {
        /// One that goes on for no other.
        public ApiKey(String keyId) {
            this(keyId, keyId);
        }

        public ApiKey {
            Names.check("key id", keyId);
            Names.check("key id", family);
        }
    }

    /// With a token of `issuer`, given to the client `clientId` where the token names it, for `scopes`.
    record OidcToken(String issuer, Optional<String> clientId, Set<String> scopes, Party party)
            implements Authentication {
        /// Of a person.
        public OidcToken(String issuer, Optional<String> clientId, Set<String> scopes) {
            this(issuer, clientId, scopes, Party.PERSON);
        }

        /// Without scopes.
        public OidcToken(String issuer, Optional<String> clientId) {
            this(issuer, clientId, Set.of());
        }

        public OidcToken {
            scopes = Set.copyOf(scopes);
            Names.check("issuer", issuer);
            clientId.ifPresent(id -> Names.check("client id", id));
        }
    }

    /// With a client certificate alone, that has this name.
    record Certificate(String name) implements Authentication {
        public Certificate {
            Names.check("certificate's name", name);
        }
    }

    /// By an account of this machine, on a Unix socket.
    record SystemUser(String account) implements Authentication {
        public SystemUser {
            Names.check("account", account);
        }
    }

    /// The name of this way, as policies, metrics and the trail know it.
    default String label() {
        return switch (this) {
            case Anonymous _ -> "anonymous";
            case ApiKey _ -> "api-key";
            case OidcToken _ -> "oidc";
            case Certificate _ -> "certificate";
            case SystemUser _ -> "os-user";
        };
    }
}

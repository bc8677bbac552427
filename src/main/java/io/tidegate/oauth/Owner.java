package io.tidegate.oauth;

import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import java.util.Optional;

/// Whose grant is it? The same for one user over keys, tokens and clients; never the same for two.
///
/// @param key tenant, way, who vouches and user, each with its length before it
/// @param name the user's, for people
/// @param way how the user proves who they are
public record Owner(String key, String name, Way way) {
    private static final int ISSUER = 2; // the third part

    /// How a user can show in a browser that it is them.
    public enum Way {
        /// Nobody is told apart.
        ANONYMOUS,
        /// With an API key.
        KEY,
        /// With a token, for which they signed in somewhere.
        TOKEN,
        /// With a client certificate.
        CERTIFICATE,
        /// By an account of this machine, which no browser shows.
        ACCOUNT
    }

    public static Owner of(Principal principal) {
        Way way =
                switch (principal.authentication()) {
                    case Authentication.Anonymous _ -> Way.ANONYMOUS;
                    case Authentication.ApiKey _ -> Way.KEY;
                    case Authentication.OidcToken _ -> Way.TOKEN;
                    case Authentication.Certificate _ -> Way.CERTIFICATE;
                    case Authentication.SystemUser _ -> Way.ACCOUNT;
                };
        return new Owner(key(principal), principal.id(), way);
    }

    /// Who vouches for the user: the issuer of their tokens. Empty where none does.
    public Optional<String> issuer() {
        int at = 0;
        String part = "";
        for (int number = 0; number <= ISSUER; number++) {
            int colon = key.indexOf(':', at);
            int end = colon + 1 + Integer.parseInt(key.substring(at, colon));
            part = key.substring(colon + 1, end);
            at = end;
        }
        return Optional.of(part).filter(name -> !name.isEmpty());
    }

    private static String key(Principal principal) {
        String authority =
                switch (principal.authentication()) {
                    case Authentication.Anonymous _,
                            Authentication.ApiKey _,
                            Authentication.Certificate _,
                            Authentication.SystemUser _ -> "";
                    case Authentication.OidcToken token -> token.issuer();
                };
        StringBuilder key = new StringBuilder();
        for (String part :
                new String[] {principal.tenant(), principal.authentication().label(), authority, principal.id()}) {
            key.append(part.length()).append(':').append(part);
        }
        return key.toString();
    }
}

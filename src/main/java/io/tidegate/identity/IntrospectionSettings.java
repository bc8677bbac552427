package io.tidegate.identity;

import io.tidegate.secret.Secret;
import java.net.URI;

/// Where, as whom and about which tokens is an issuer asked (RFC 7662)?
///
/// @param secret of the client `clientId`, which is ours
public record IntrospectionSettings(URI url, String clientId, Secret secret, About about) {
    /// Which tokens an issuer is asked about.
    public enum About {
        /// Those that can't be read.
        OPAQUE,
        /// Signed ones, to see that one was revoked.
        SIGNED,
        ALL;

        boolean opaque() {
            return this != SIGNED;
        }

        boolean signed() {
            return this != OPAQUE;
        }
    }

    public IntrospectionSettings {
        Addresses.check(url);
        Names.check("client id", clientId);
    }
}

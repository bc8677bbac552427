package io.tidegate.identity;

import io.tidegate.http.Fetcher;
import io.tidegate.http.Fetcher.NamedBy;
import java.io.IOException;
import java.net.URI;
import tools.jackson.databind.JsonNode;

/// What does an issuer say of itself (OpenID Connect Discovery 1.0, section 4; RFC 8414, section 3)? Only a description
/// that names the very issuer counts, and of the addresses in it only those that may be fetched.
///
/// @param by whose word the address is
record Discovery(URI address, NamedBy by) {
    /// @param name of the member with the address
    /// @param what it is, for the operator
    static Discovery find(IssuerSettings settings, JwksSource source, String name, String what) throws IOException {
        JsonNode provider = StrictJson.object(source.fetch(settings.discovery(), NamedBy.CONFIGURATION))
                .orElseThrow(() -> new IOException("the provider's description cannot be read"));
        if (!StrictJson.text(provider, "issuer")
                .filter(settings.issuer()::equals)
                .isPresent()) {
            throw new IOException(
                    "it describes itself as another issuer than the configuration says, character by character");
        }
        String address = StrictJson.text(provider, name)
                .orElseThrow(() -> new IOException("the provider's description names no " + what));
        try {
            URI found = URI.create(address);
            NamedBy by = Addresses.named(URI.create(settings.issuer()), found);
            if (Fetcher.isAllowed(found, by)) {
                return new Discovery(found, by);
            }
        } catch (IllegalArgumentException _) {
            // falls through to the refusal
        }
        throw new IOException("the provider's description names " + what + " at an address that is not allowed");
    }
}

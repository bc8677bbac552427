package io.tidegate.identity;

import io.tidegate.http.Fetcher;
import io.tidegate.http.Fetcher.NamedBy;
import io.tidegate.http.Headers;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Where, as whom and about which tokens is an issuer asked (RFC 7662)?
///
/// @param url by the issuer's own description where it is empty
/// @param secret of the client `clientId`, which is ours
public record IntrospectionSettings(Optional<URI> url, String clientId, Secret secret, About about) {
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
        url.ifPresent(Addresses::check);
        Names.check("client id", clientId);
    }

    /// Asks about a token that nobody made, to see whether the issuer answers this client at all. Throws an exception
    /// with what is wrong, for the operator.
    public void tryOut(IssuerSettings issuer, OidcTokens.Sources sources) throws IOException {
        Discovery where = place(issuer, sources.documents());
        byte[] form = form("made-up-by-tidegate-doctor");
        JsonNode _ = read(where.address(), sources.introspection().ask(where.address(), where.by(), headers(), form));
    }

    Discovery place(IssuerSettings issuer, JwksSource documents) throws IOException {
        return url.isPresent()
                ? new Discovery(url.get(), NamedBy.CONFIGURATION)
                : Discovery.find(issuer, documents, "introspection_endpoint", "place to ask about tokens");
    }

    /// As RFC 6749, section 2.3.1 has it: name and secret are encoded before they are joined.
    Headers headers() {
        String pair = encoded(clientId) + ":" + encoded(secret.reveal(Purpose.INTROSPECTION));
        return Headers.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Accept",
                "application/json");
    }

    static byte[] form(String token) {
        return ("token=" + encoded(token) + "&token_type_hint=access_token").getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// What the issuer says, where it says whether the token is active.
    static JsonNode read(URI url, Fetcher.Answer answer) throws IOException {
        if (answer.status() != 200) {
            boolean refused = answer.status() == 401 || answer.status() == 403;
            throw new IOException(
                    url + " answers " + answer.status() + (refused ? ": check `client-id` and `client-secret`" : ""));
        }
        JsonNode claims = StrictJson.object(answer.body())
                .orElseThrow(() -> new IOException(url + " answers something that can't be read"));
        if (claims.optional("active").filter(JsonNode::isBoolean).isEmpty()) {
            throw new IOException(url + " does not say whether a token is active");
        }
        return claims;
    }
}

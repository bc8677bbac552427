package io.tidegate.oauth;

import io.tidegate.json.JsonValue;
import io.tidegate.oauth.OauthFailed.Fault;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What does an authorization server say of itself (RFC 8414; OpenID Connect Discovery 1.0)?
///
/// @param methods in which clients prove who they are at the token endpoint
/// @param algorithms of the signatures that they may use for that
/// @param able what else it can do
record IssuerMetadata(String issuer, Endpoints endpoints, Set<String> methods, Set<String> algorithms, Abilities able) {
    /// Where it is asked for what.
    record Endpoints(Optional<URI> authorization, URI token, Optional<URI> registration, Optional<URI> revocation) {}

    /// @param scopes that it says it knows
    /// @param pkce methods of PKCE (RFC 7636)
    /// @param issuerInResponse whether its authorization responses name it (RFC 9207)
    /// @param documents whether a client may be named by the address of a document about it
    record Abilities(Set<String> scopes, Set<String> pkce, boolean issuerInResponse, boolean documents) {}

    /// In the order that MCP gives; the one that is there must be about that very issuer.
    static IssuerMetadata find(Web web, String issuer) throws OauthFailed {
        URI named = Web.parsed(issuer)
                .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null)
                .orElseThrow(() -> new OauthFailed(
                        Fault.SERVER, "the server's metadata names no usable address of its authorization server"));
        for (URI place : places(named)) {
            Optional<JsonValue> document = web.find(place, Fault.AUTHORIZATION_SERVER);
            if (document.isPresent()) {
                return read(issuer, document.get());
            }
        }
        throw new OauthFailed(Fault.AUTHORIZATION_SERVER, issuer + " publishes no metadata");
    }

    private static List<URI> places(URI issuer) {
        String site = Web.site(issuer);
        String path = issuer.getRawPath() == null ? "" : issuer.getRawPath().replaceAll("/+$", "");
        String oauth = "/.well-known/oauth-authorization-server";
        String openid = "/.well-known/openid-configuration";
        return path.isEmpty()
                ? List.of(URI.create(site + oauth), URI.create(site + openid))
                : List.of(
                        URI.create(site + oauth + path),
                        URI.create(site + openid + path),
                        URI.create(site + path + openid));
    }

    private static IssuerMetadata read(String issuer, JsonValue document) throws OauthFailed {
        if (!document.string("issuer").equals(Optional.of(issuer))) {
            throw new OauthFailed(
                    Fault.AUTHORIZATION_SERVER,
                    "the metadata of " + issuer + " is about another issuer: it is not used (RFC 8414, section 3.3)");
        }
        URI token = Web.address(document, "token_endpoint")
                .orElseThrow(() -> new OauthFailed(Fault.AUTHORIZATION_SERVER, issuer + " names no `token_endpoint`"));
        return new IssuerMetadata(
                issuer,
                new Endpoints(
                        Web.address(document, "authorization_endpoint"),
                        token,
                        Web.address(document, "registration_endpoint"),
                        Web.address(document, "revocation_endpoint")),
                Web.texts(document, "token_endpoint_auth_methods_supported"),
                Web.texts(document, "token_endpoint_auth_signing_alg_values_supported"),
                new Abilities(
                        Web.texts(document, "scopes_supported"),
                        Web.texts(document, "code_challenge_methods_supported"),
                        Web.says(document, "authorization_response_iss_parameter_supported"),
                        Web.says(document, "client_id_metadata_document_supported")));
    }

    /// Where a user agrees; only with PKCE (MCP, Authorization code protection).
    ///
    /// @throws OauthFailed if it does not say that it does S256, or has no safe address for it
    URI authorization(Web web) throws OauthFailed {
        if (!able.pkce().contains("S256")) {
            throw new OauthFailed(
                    Fault.AUTHORIZATION_SERVER,
                    issuer + " does not say that it does PKCE with S256: nobody is sent there");
        }
        return page(web);
    }

    /// The same, where the operator chose the issuer: PKCE is used whether it is announced or not.
    URI page(Web web) throws OauthFailed {
        return endpoints
                .authorization()
                .filter(web::isSafeForBrowsers)
                .orElseThrow(() -> new OauthFailed(
                        Fault.AUTHORIZATION_SERVER, issuer + " names no safe `authorization_endpoint`"));
    }
}

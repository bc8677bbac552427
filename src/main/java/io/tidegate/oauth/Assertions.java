package io.tidegate.oauth;

import io.tidegate.config.Authorization;
import io.tidegate.config.Authorization.Subject;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who is this caller, by the word of the enterprise's identity provider? It gives an assertion for one authorization
/// server in exchange for the caller's own token (draft-ietf-oauth-identity-assertion-authz-grant, section 4.3; MCP
/// extension `io.modelcontextprotocol/enterprise-managed-authorization`).
record Assertions(Authorization.IdentityProvider provider, Surroundings around) {
    private static final String TYPE = "urn:ietf:params:oauth:token-type:id-jag";
    private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
    private static final JsonLimits HEADER = new JsonLimits(4 << 10, 4, 100);

    /// An assertion for that authorization server and resource.
    Secret of(Secret shown, Discovery.Terms terms, Set<String> scopes) throws OauthFailed {
        Web web = new Web(around.fetcher(), provider.issuer(), Optional.of(provider.issuer()));
        IssuerMetadata issuer = IssuerMetadata.find(web, provider.issuer().toString());
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", ExchangedTokens.GRANT);
        form.put("requested_token_type", TYPE);
        form.put("audience", terms.issuer().issuer());
        form.put("resource", terms.resource().resource());
        form.put("subject_token", shown.reveal(Purpose.OAUTH_TOKEN));
        form.put("subject_token_type", type(provider.subject()));
        Party party = new Party(web, issuer, provider.client(), Optional.empty(), around);
        Secret given = party.tokens(form, scopes, Tokens.Type.ANY).access();
        if (!isAssertion(given)) {
            throw new OauthFailed(
                    Fault.AUTHORIZATION_SERVER,
                    issuer.issuer() + " gave something else than an identity assertion: it is shown to nobody");
        }
        return given;
    }

    private static String type(Subject subject) {
        return switch (subject) {
            case ACCESS_TOKEN -> ExchangedTokens.ACCESS_TOKEN;
            case ID_TOKEN -> ID_TOKEN;
        };
    }

    /// INVARIANT: what goes on to another authorization server is of use there only, and never a token of the caller's.
    private static boolean isAssertion(Secret given) {
        String text = given.reveal(Purpose.OAUTH_TOKEN);
        int dot = text.indexOf('.');
        try {
            byte[] header = Base64.getUrlDecoder().decode(text.substring(0, Math.max(dot, 0)));
            return JsonDocument.parse(header, HEADER)
                    .root()
                    .string("typ")
                    .filter("oauth-id-jag+jwt"::equals)
                    .isPresent();
        } catch (IllegalArgumentException | MalformedJson _) {
            return false;
        }
    }
}

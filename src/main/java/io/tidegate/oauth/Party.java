package io.tidegate.oauth;

import io.tidegate.config.Authorization.Client;
import io.tidegate.config.Authorization.Proof;
import io.tidegate.config.Authorization.Where;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonValue;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Asks one authorization server, as one client.
///
/// @param client is sent to the issuer that it belongs to, and to no other
record Party(Web web, IssuerMetadata issuer, Client client, InstantSource clock, RandomGenerator random) {
    private static final String BEARER_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final int CODE_LENGTH_MAX = 64;

    /// Asks for a token.
    ///
    /// @param scopes that are asked for; empty for what it gives by itself
    Tokens tokens(Map<String, String> grant, Set<String> scopes, Tokens.Type type) throws OauthFailed {
        Map<String, String> form = new LinkedHashMap<>(grant);
        if (!scopes.isEmpty()) {
            form.put("scope", String.join(" ", scopes));
        }
        Web.Reply reply = ask(issuer.endpoints().token(), form);
        if (reply.status() != 200 || reply.json().isEmpty()) {
            throw refusal(reply);
        }
        return Tokens.read(reply.json().get(), scopes, clock.instant(), type);
    }

    /// Says that a token is not needed any more (RFC 7009); nothing where the issuer takes no such word.
    void revoke(Secret token, String hint) throws OauthFailed {
        if (issuer.endpoints().revocation().isPresent()) {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("token", token.reveal(Purpose.OAUTH_TOKEN));
            form.put("token_type_hint", hint);
            Web.Reply reply = ask(issuer.endpoints().revocation().get(), form);
            if (reply.status() != 200) {
                throw refusal(reply);
            }
        }
    }

    private Web.Reply ask(URI endpoint, Map<String, String> form) throws OauthFailed {
        return switch (client.proof()) {
            case Proof.Nothing _ -> {
                form.put("client_id", client.id());
                yield web.post(endpoint, Headers.none(), form);
            }
            case Proof.Password(Secret secret, Where where) -> withSecret(endpoint, form, secret, where);
            case Proof.Key(Secret pem) -> {
                String name = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
                form.put("client_id", client.id());
                form.put("client_assertion_type", BEARER_ASSERTION);
                form.put(
                        "client_assertion",
                        ClientKey.of(pem)
                                .assertion(client.id(), issuer.issuer(), issuer.algorithms(), clock.instant(), name));
                yield web.post(endpoint, Headers.none(), form);
            }
        };
    }

    private Web.Reply withSecret(URI endpoint, Map<String, String> form, Secret secret, Where where)
            throws OauthFailed {
        String plain = secret.reveal(Purpose.OAUTH_CLIENT);
        if (inForm(where)) {
            form.put("client_id", client.id());
            form.put("client_secret", plain);
            return web.post(endpoint, Headers.none(), form);
        }
        String pair = encoded(client.id()) + ":" + encoded(plain); // RFC 6749, section 2.3.1
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return web.post(endpoint, Headers.of("Authorization", "Basic " + basic), form);
    }

    private boolean inForm(Where where) {
        return switch (where) {
            case BASIC -> false;
            case POST -> true;
            case AUTO ->
                issuer.methods().contains("client_secret_post")
                        && !issuer.methods().contains("client_secret_basic");
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// The code is the authorization server's, and one of a few; what it says beside is for nobody.
    private OauthFailed refusal(Web.Reply reply) {
        String code = reply.json()
                .flatMap(json -> json.string("error"))
                .filter(Party::isCode)
                .orElse("");
        return new OauthFailed(
                Fault.AUTHORIZATION_SERVER,
                issuer.issuer() + " gives no token: "
                        + (code.isEmpty() ? "status " + reply.status() : "`" + code + "`"),
                code);
    }

    static boolean isCode(String text) {
        return text.length() <= CODE_LENGTH_MAX && text.matches("[a-z_]+");
    }

    /// What a client is, by what an authorization server says of its registration (RFC 7591, section 3.2.1).
    static Client registered(JsonValue said, Set<String> methods) throws OauthFailed {
        String id = said.string("client_id")
                .filter(text -> !text.isBlank() && text.length() <= 1_024)
                .orElseThrow(() -> new OauthFailed(
                        Fault.AUTHORIZATION_SERVER, "the registration was answered without `client_id`"));
        Optional<String> secret = said.string("client_secret").filter(text -> !text.isEmpty());
        String method = said.string("token_endpoint_auth_method").orElse("");
        boolean open = method.equals("none") || (method.isEmpty() && methods.equals(Set.of("none")));
        Where where =
                switch (method) {
                    case "client_secret_basic" -> Where.BASIC;
                    case "client_secret_post" -> Where.POST;
                    default -> Where.AUTO;
                };
        return new Client(
                id,
                secret.isEmpty() || open ? new Proof.Nothing() : new Proof.Password(Secret.of(secret.get()), where));
    }
}

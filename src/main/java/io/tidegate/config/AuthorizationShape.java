package io.tidegate.config;

import io.tidegate.config.Authorization.Client;
import io.tidegate.config.Authorization.Grant;
import io.tidegate.config.Authorization.Proof;
import io.tidegate.config.Authorization.Where;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The shape of `authorization` of a server.
final class AuthorizationShape {
    private static final Type<String> SCOPE = Types.form("[!#-\\[\\]-~]{1,128}", "a scope, such as `crm:write`");

    private AuthorizationShape() {}

    static final Section<Authorization> SECTION = new Section<>(s -> {
        Key<Grant> grant =
                s.required("grant", Types.choice(Grant.class), "For whom its tokens are, and how we get them.");
        Key<URI> issuer = s.optional(
                "issuer", Addresses.url(), "The authorization server, as it names itself. Needed beside a secret.");
        Key<String> id = s.optional("client-id", Types.text(512), "As which client Tidegate is known there.");
        Key<Secret> secret = s.optional("client-secret", SecretTypes.credential(), "Its secret. A reference.");
        Key<Secret> key = s.optional(
                "client-key", SecretTypes.key(), "Its private key (PEM, PKCS #8), instead of a secret. A reference.");
        Key<Where> where = s.with(
                "client-secret-in",
                Types.choice(Where.class),
                "auto",
                "Where the secret stands: in a header (basic) or in the form (post).");
        Key<List<String>> scopes = s.with(
                "scopes", Types.list(SCOPE, 0, 64), "[]", "Scopes to ask for. By default those that the server names.");
        Key<String> audience =
                s.optional("audience", Types.text(512), "For token-exchange: the audience, where one is wanted.");
        List.of(secret, key).forEach(each -> s.onlyWith(each, id));
        List.of(secret, key).forEach(each -> s.onlyWith(each, issuer));
        s.rule((values, place) -> check(values, place, new Keys(grant, id, secret, key, audience)));
        return values -> new Authorization(
                values.get(grant),
                values.find(issuer),
                values.find(id).map(name -> new Client(name, proof(values, secret, key, values.get(where)))),
                values.get(scopes),
                values.find(audience));
    });

    private record Keys(Key<Grant> grant, Key<String> id, Key<Secret> secret, Key<Secret> key, Key<String> audience) {}

    private static Proof proof(Values values, Key<Secret> secret, Key<Secret> key, Where where) {
        Optional<Proof> password = values.find(secret).map(found -> new Proof.Password(found, where));
        return password.or(() -> values.find(key).map(Proof.Key::new)).orElseGet(Proof.Nothing::new);
    }

    private static void check(Values values, Place place, Keys keys) {
        boolean proven = values.given(keys.secret()) || values.given(keys.key());
        if (values.given(keys.secret()) && values.given(keys.key())) {
            place.misplaced("has both `client-secret` and `client-key`", "give one of them");
        }
        boolean own = values.find(keys.grant())
                .filter(grant -> grant != Grant.AUTHORIZATION_CODE)
                .isPresent();
        if (own && !(proven && values.given(keys.id()))) {
            place.misplaced(
                    "needs `client-id` and `client-secret` or `client-key` for this grant",
                    "only a user can agree for a client that proves nothing: `grant: authorization-code`");
        }
        boolean exchanges = values.find(keys.grant())
                .filter(grant -> grant == Grant.TOKEN_EXCHANGE)
                .isPresent();
        if (values.given(keys.audience()) && !exchanges) {
            place.misplaced("takes `audience` only with `grant: token-exchange`", "");
        }
    }
}

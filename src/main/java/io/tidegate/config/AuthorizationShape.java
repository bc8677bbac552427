package io.tidegate.config;

import io.tidegate.config.Authorization.Client;
import io.tidegate.config.Authorization.Grant;
import io.tidegate.config.Authorization.IdentityProvider;
import io.tidegate.config.Authorization.Proof;
import io.tidegate.config.Authorization.Subject;
import io.tidegate.config.Authorization.Vouching;
import io.tidegate.config.Authorization.Where;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The shape of `authorization` of a server.
final class AuthorizationShape {
    private static final Type<String> SCOPE = Types.form("[!#-\\[\\]-~]{1,128}", "a scope, such as `crm:write`");

    private AuthorizationShape() {}

    private static final Section<IdentityProvider> PROVIDER = new Section<>(s -> {
        Key<URI> issuer = s.required("issuer", Addresses.url(), "The identity provider, as it names itself.");
        Key<String> id = s.required("client-id", Types.text(512), "As which client Tidegate is known there.");
        Key<Secret> secret = s.optional("client-secret", SecretTypes.credential(), "Its secret. A reference.");
        Key<Secret> key = s.optional(
                "client-key", SecretTypes.key(), "Its private key (PEM, PKCS #8), instead of a secret. A reference.");
        Key<Subject> subject = s.with(
                "subject", Types.choice(Subject.class), "access-token", "What callers' tokens are: or id-token.");
        s.exactlyOne(secret, key);
        return values -> new IdentityProvider(
                values.get(issuer),
                new Client(values.get(id), proof(values, secret, key, Where.AUTO)),
                values.get(subject));
    });

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
        Key<Secret> assertion = s.optional(
                "assertion", SecretTypes.credential(), "For jwt-bearer: the token of the workload. A reference.");
        Key<IdentityProvider> provider = s.optional(
                "identity-provider", PROVIDER, "For id-jag: who gives identity assertions for callers' tokens.");
        List.of(secret, key).forEach(each -> s.onlyWith(each, id));
        List.of(secret, key).forEach(each -> s.onlyWith(each, issuer));
        s.rule((values, place) -> check(values, place, new Keys(grant, id, secret, key, audience)));
        s.rule((values, place) -> checkVouching(values, place, grant, assertion, provider));
        s.rule((values, place) -> checkIssuer(values, place, grant, issuer));
        return values -> new Authorization(
                values.get(grant),
                values.find(issuer),
                values.find(id).map(name -> new Client(name, proof(values, secret, key, values.get(where)))),
                values.get(scopes),
                values.find(audience),
                new Vouching(values.find(assertion), values.find(provider)));
    });

    private static void checkVouching(
            Values values, Place place, Key<Grant> grant, Key<Secret> assertion, Key<IdentityProvider> provider) {
        Optional<Grant> wanted = values.find(grant);
        if (wanted.isEmpty()) {
            return;
        }
        needed(place, "assertion", values.given(assertion), wanted.get() == Grant.JWT_BEARER, "jwt-bearer");
        needed(place, "identity-provider", values.given(provider), wanted.get() == Grant.ID_JAG, "id-jag");
    }

    private static void needed(Place place, String name, boolean given, boolean wanted, String grant) {
        if (given && !wanted) {
            place.misplaced("takes `" + name + "` only with `grant: " + grant + "`", "");
        } else if (wanted && !given) {
            place.misplaced("needs `" + name + "` for `grant: " + grant + "`", "");
        }
    }

    /// What proves something goes to the issuer that the operator wrote, whatever the server says.
    private static void checkIssuer(Values values, Place place, Key<Grant> grant, Key<URI> issuer) {
        boolean shows = values.find(grant)
                .filter(each -> each == Grant.JWT_BEARER || each == Grant.ID_JAG)
                .isPresent();
        if (shows && !values.given(issuer)) {
            place.misplaced("needs `issuer` for this grant", "what proves who we are goes there only");
        }
    }

    private record Keys(Key<Grant> grant, Key<String> id, Key<Secret> secret, Key<Secret> key, Key<String> audience) {}

    private static Proof proof(Values values, Key<Secret> secret, Key<Secret> key, Where where) {
        Optional<Proof> password = values.find(secret).map(found -> new Proof.Password(found, where));
        return password.or(() -> values.find(key).map(Proof.Key::new)).orElseGet(Proof.Nothing::new);
    }

    private static void check(Values values, Place place, Keys keys) {
        boolean named = values.find(keys.grant())
                .filter(grant -> grant == Grant.JWT_BEARER)
                .isPresent();
        boolean proven = values.given(keys.secret()) || values.given(keys.key());
        if (values.given(keys.secret()) && values.given(keys.key())) {
            place.misplaced("has both `client-secret` and `client-key`", "give one of them");
        }
        boolean own = values.find(keys.grant())
                .filter(grant -> grant != Grant.AUTHORIZATION_CODE)
                .isPresent();
        if (own && named && !values.given(keys.id())) {
            place.misplaced("needs `client-id` for this grant", "the client that the workload is known as");
        } else if (own && !named && !(proven && values.given(keys.id()))) {
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

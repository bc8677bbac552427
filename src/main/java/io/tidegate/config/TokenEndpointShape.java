package io.tidegate.config;

import io.tidegate.config.Identity.Claims;
import io.tidegate.config.Identity.Issuer;
import io.tidegate.config.Identity.Proofs;
import io.tidegate.config.Identity.SigningAlgorithm;
import io.tidegate.config.TokenEndpoint.Client;
import io.tidegate.config.TokenEndpoint.Grant;
import io.tidegate.config.TokenEndpoint.Workload;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The shape of `identity.token-endpoint`.
final class TokenEndpointShape {
    private TokenEndpointShape() {}

    /// An assertion names its client as `client_id`, and nowhere else.
    private static final Section<Issuer> ISSUER = new Section<>(s -> {
        Key<URI> issuer = s.required("issuer", IdentityShape.NAME, "The issuer, exactly as its assertions name it.");
        Key<URI> jwks = s.optional("jwks", Addresses.url(), "Where its keys are. By default found by discovery.");
        Key<List<SigningAlgorithm>> algorithms = s.with(
                "algorithms",
                IdentityShape.ALGORITHMS,
                "[RS256, ES256]",
                "Signatures that are taken; never `none`, never a shared key.");
        Key<Claims> claims = s.with("claims", IdentityShape.CLAIMS, "{}", "Where in its assertions things stand.");
        Key<Duration> skew = s.with("clock-skew", Quantities.duration("0s", "5m"), "60s", "How far clocks may differ.");
        Key<List<String>> agents = s.with(
                "agents",
                Types.list(Types.form("\\S{1,256}", "a client's id, where `*` stands for anything"), 0, 1_000),
                "[]",
                "Clients that act for persons by themselves.");
        return values -> new Issuer(
                values.get(issuer),
                List.of(),
                values.find(jwks),
                values.get(algorithms),
                new Claims(
                        values.get(claims).user(),
                        values.get(claims).groups(),
                        values.get(claims).roles(),
                        Optional.of("client_id")),
                values.get(skew),
                List.of(),
                Optional.empty(),
                Proofs.ACCEPTED,
                Proofs.ACCEPTED,
                Proofs.ACCEPTED,
                values.get(agents),
                Optional.empty());
    });

    private static final Section<Workload> WORKLOAD = new Section<>(s -> {
        Key<URI> issuer = s.optional("issuer", Addresses.url(), "The platform, exactly as its tokens name it.");
        Key<URI> jwks = s.optional("jwks", Addresses.url(), "Where its keys are. By default found by discovery.");
        Key<String> subject = s.required("subject", Types.text(256), "The `sub` of its tokens.");
        s.rule((values, place) -> {
            if (!values.given(issuer) && !values.given(jwks)) {
                place.misplaced("needs `issuer` or `jwks`", "whose keys sign the platform's tokens");
            }
        });
        return values -> new Workload(values.find(issuer), values.find(jwks), values.get(subject));
    });

    private static final Section<Client> CLIENT = new Section<>(s -> {
        Key<Secret> secret = s.optional("secret", SecretTypes.credential(), "Its secret. A reference.");
        Key<URI> jwks = s.optional("jwks", Addresses.url(), "Where the keys are that it signs with (RFC 7523).");
        Key<Workload> workload = s.optional("workload", WORKLOAD, "By a token of the platform that it runs on.");
        Key<List<String>> scopes =
                s.with("scopes", Types.list(IdentityShape.SCOPE, 0, 100), "[]", "Scopes that its tokens may have.");
        Key<List<Grant>> grants = s.with(
                "grants",
                Types.list(Types.choice(Grant.class), 1, 2),
                "[assertion]",
                "For what it gets tokens: for assertions of users, or for itself.");
        s.rule((values, place) -> {
            int ways = (values.given(secret) ? 1 : 0) + (values.given(jwks) ? 1 : 0) + (values.given(workload) ? 1 : 0);
            if (ways != 1) {
                place.misplaced("needs one of `secret`, `jwks` and `workload`", "a client proves itself in one way");
            }
        });
        return values -> new Client(
                values.find(secret),
                values.find(jwks),
                values.find(workload),
                values.get(scopes),
                Set.copyOf(values.get(grants)));
    });

    private static final Section<TokenEndpoint> KEYS = new Section<>(s -> {
        Key<List<Issuer>> issuers =
                s.with("issuers", Types.list(ISSUER, 0, 32), "[]", "Whose assertions of users are taken.");
        Key<Map<String, Client>> clients = s.required(
                "clients",
                Types.map("[!-~]{1,256}", "a client's id", CLIENT, 1_000),
                "The clients that may ask for tokens, by id.");
        Key<Duration> life = s.with(
                "life",
                Quantities.duration("1s", "1h"),
                "10m",
                "How long a token lasts at most; never longer than what" + " it was given for.");
        s.rule((values, place) -> {
            List<Issuer> all = values.find(issuers).orElse(List.of());
            if (all.stream().map(Issuer::issuer).distinct().count() < all.size()) {
                place.key("issuers", values.line(issuers)).wrong("an issuer stands twice", "one entry for each");
            }
        });
        return values -> new TokenEndpoint(values.get(issuers), values.get(clients), values.get(life));
    });

    static final Type<TokenEndpoint> SECTION = SecretTypes.needed(KEYS);

    /// Assertions are made for one name of this gateway, which must not depend on who asks.
    /// An issuer has a site of its own: what one gives out must not be taken for another's.
    ///
    /// @param tenant whose configuration it is
    static void checkSite(Values values, Place place, Key<Identity> identity, Key<URI> site, Optional<Tenant> tenant) {
        boolean gives = values.find(identity).flatMap(Identity::tokenEndpoint).isPresent();
        String named = values.find(site).map(URI::getHost).orElse("");
        boolean others = tenant.filter(its -> !its.host().orElse("").equalsIgnoreCase(named) || named.isEmpty())
                .isPresent();
        if (gives && others) {
            place.key("identity", values.line(identity))
                    .misplaced(
                            "has a `token-endpoint`, which needs a host name that is this tenant's alone",
                            "give the tenant a `host` in the host's file, and write it in `public-url` here");
        } else if (gives && !values.given(site)) {
            place.key("identity", values.line(identity))
                    .misplaced("has a `token-endpoint`, which needs `public-url`", "write where clients reach it");
        }
    }
}

package io.tidegate.config;

import io.tidegate.config.Identity.About;
import io.tidegate.config.Identity.Certificates;
import io.tidegate.config.Identity.Claims;
import io.tidegate.config.Identity.Introspection;
import io.tidegate.config.Identity.Issuer;
import io.tidegate.config.Identity.Proof;
import io.tidegate.config.Identity.Proofs;
import io.tidegate.config.Identity.SignIn;
import io.tidegate.config.Identity.SigningAlgorithm;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The shape of `identity`.
final class IdentityShape {
    private static final Pattern TEMPLATE =
            Pattern.compile("[{}]|://login\\.microsoftonline\\.com/(common|organizations)/");

    private IdentityShape() {}

    /// A claim's name, a path with dots, or a JSON Pointer.
    private static final Type<String> CLAIM = Types.form(
            "[^/\\s]\\S{0,255}|(/([^/~\\s]|~[01]){1,128}){1,8}",
            "a claim: its name, a path such as `realm_access.roles`, or a JSON Pointer");

    private static final Type<List<String>> CLAIM_LIST = Types.oneOrList(CLAIM, 8);

    /// A scope (RFC 6749, section 3.3).
    static final Type<String> SCOPE = Types.form("[!#-\\[\\]-~]{1,128}", "a scope, such as `crm:write`");

    static final Type<List<SigningAlgorithm>> ALGORITHMS =
            Types.list(Types.choice(SigningAlgorithm.class, SigningAlgorithm::jose), 1, 10);

    /// The address by which an issuer calls itself.
    static final Type<URI> NAME = new Type<>() {
        @Override
        public Optional<URI> read(Tree tree, Place place) {
            if (tree instanceof Tree.Leaf leaf && TEMPLATE.matcher(leaf.text()).find()) {
                place.misplaced(
                        "is the pattern of many issuers, not one of them",
                        "name each tenant: https://login.microsoftonline.com/TENANT-ID/v2.0");
                return Optional.empty();
            }
            return Addresses.url().read(tree, place);
        }

        @Override
        public Map<String, Object> schema() {
            return Addresses.url().schema();
        }
    };

    static final Section<Claims> CLAIMS = new Section<>(s -> {
        Key<String> user = s.with("user", CLAIM, "sub", "The claim that names the user.");
        Key<List<String>> groups = s.with("groups", CLAIM_LIST, "groups", "Claims that list the user's groups.");
        Key<List<String>> roles = s.with("roles", CLAIM_LIST, "[]", "Claims that list the user's roles.");
        Key<String> client =
                s.optional("client", CLAIM, "The client that the token is for: azp, client_id, cid, appid by default.");
        return values -> new Claims(values.get(user), values.get(groups), values.get(roles), values.find(client));
    });

    private static final Section<Introspection> INTROSPECTION = new Section<>(s -> {
        Key<URI> url = s.optional(
                "url", Addresses.url(), "Where it is asked about tokens (RFC 7662). By default found by discovery.");
        Key<String> client = s.required("client-id", Types.text(256), "Who asks: a client of the issuer's.");
        Key<Secret> secret = s.required("client-secret", SecretTypes.credential(), "Its secret. A reference.");
        Key<About> about = s.with(
                "tokens",
                Types.choice(About.class),
                "opaque",
                "Which tokens: opaque ones, signed ones so that it shows when one is withdrawn, or all.");
        return values -> new Introspection(values.find(url), values.get(client), values.get(secret), values.get(about));
    });

    private static final Section<SignIn> SIGN_IN = new Section<>(s -> {
        Key<String> client = s.required("client-id", Types.text(256), "As which client Tidegate is known there.");
        Key<Secret> secret = s.optional("client-secret", SecretTypes.credential(), "Its secret. A reference.");
        Key<List<String>> scopes =
                s.with("scopes", Types.list(SCOPE, 0, 32), "[openid]", "Scopes to ask for when users sign in.");
        return values -> new SignIn(values.get(client), values.find(secret), values.get(scopes));
    });

    private static final Section<Issuer> ISSUER = new Section<>(s -> {
        Key<URI> issuer = s.required("issuer", NAME, "The issuer, exactly as its tokens name it.");
        Key<List<String>> audience = s.with(
                "audience",
                Types.oneOrList(Types.text(512), 16),
                "[]",
                "What a token's `aud` may hold, at every endpoint. By default the URL of the endpoint.");
        Key<URI> jwks = s.optional("jwks", Addresses.url(), "Where its keys are. By default found by discovery.");
        Key<List<SigningAlgorithm>> algorithms = s.with(
                "algorithms",
                ALGORITHMS,
                "[RS256, ES256]",
                "Signatures that are taken; never `none`, never a shared key.");
        Key<Claims> claims = s.with("claims", CLAIMS, "{}", "Where in its tokens things stand.");
        Key<Duration> skew = s.with("clock-skew", Quantities.duration("0s", "5m"), "60s", "How far clocks may differ.");
        Key<List<String>> scopes =
                s.with("scopes", Types.list(SCOPE, 0, 32), "[]", "Scopes that a token must have to get in.");
        Key<Introspection> introspection = s.optional(
                "introspection",
                SecretTypes.needed(INTROSPECTION),
                "How it is asked about tokens. Without it, it is not.");
        Key<Proofs> dpop = s.with(
                "dpop",
                Types.choice(Proofs.class),
                "accepted",
                "Whether its tokens must be bound to a key (RFC 9449). One that is needs a proof anyway.");
        Key<Proofs> nonce = s.with(
                "dpop-nonce",
                Types.choice(Proofs.class),
                "accepted",
                "Whether proofs of keys must have a nonce of ours (RFC 9449, section 9).");
        Key<Proofs> certificate = s.with(
                "certificate-bound",
                Types.choice(Proofs.class),
                "accepted",
                "Whether its tokens must be bound to a client certificate (RFC 8705).");
        Key<List<String>> agents = s.with(
                "agents",
                Types.list(Types.form("\\S{1,256}", "a client's id, where `*` stands for anything"), 0, 1_000),
                "[]",
                "Clients that act for persons by themselves.");
        Key<SignIn> signIn = s.optional(
                "sign-in",
                SecretTypes.needed(SIGN_IN),
                "How its users show who they are, where a page of ours asks them to agree.");
        return values -> new Issuer(
                values.get(issuer),
                values.get(audience),
                values.find(jwks),
                values.get(algorithms),
                values.get(claims),
                values.get(skew),
                values.get(scopes),
                values.find(introspection),
                values.get(dpop),
                values.get(nonce),
                values.get(certificate),
                values.get(agents),
                values.find(signIn));
    });

    /// One issuer, as it was written before there could be several.
    private static final Section<Issuer> OIDC = new Section<>(s -> {
        Key<URI> issuer = s.required("issuer", NAME, "The issuer, exactly as its tokens name it.");
        Key<String> audience =
                s.required("audience", Types.text(512), "What a token's `aud` must hold: this gateway's own URL.");
        Key<URI> jwks = s.optional("jwks", Addresses.url(), "Where its keys are. By default found by discovery.");
        Key<List<SigningAlgorithm>> algorithms = s.with(
                "algorithms",
                ALGORITHMS,
                "[RS256, ES256]",
                "Signatures that are taken; never `none`, never a shared key.");
        Key<String> groups =
                s.with("groups-claim", Types.text(128), "groups", "The claim that lists the user's groups.");
        Key<String> user = s.with("user-claim", Types.text(128), "sub", "The claim that names the user.");
        Key<Duration> skew = s.with("clock-skew", Quantities.duration("0s", "5m"), "60s", "How far clocks may differ.");
        return values -> new Issuer(
                values.get(issuer),
                List.of(values.get(audience)),
                values.find(jwks),
                values.get(algorithms),
                new Claims(values.get(user), List.of(values.get(groups)), List.of(), Optional.empty()),
                values.get(skew));
    });

    /// Combinations of proofs; one proof may stand alone.
    static final Type<List<List<Proof>>> REQUIRE = Types.list(Types.oneOrList(Types.choice(Proof.class), 1, 4), 0, 16);

    static final Section<Identity> SECTION = new Section<>(s -> {
        Key<Access> anonymous = s.with(
                "anonymous", Types.choice(Access.class), "refused", "Callers without proof; allowed only on loopback.");
        Key<Access> keys =
                s.with("api-keys", Types.choice(Access.class), "allowed", "Keys made by tidegate keys create.");
        Key<Issuer> oidc = s.optional("oidc", OIDC, "One issuer, as before `issuers`.");
        Key<List<Issuer>> issuers =
                s.with("issuers", Types.list(ISSUER, 0, 32), "[]", "Authorization servers whose tokens are taken.");
        Key<Map<String, List<String>>> scopes = s.with(
                "scopes",
                Types.map(
                        "[A-Za-z0-9_./:+*-]{1,256}",
                        "a name, where `*` stands for anything",
                        Types.list(SCOPE, 1, 32),
                        1_000),
                "{}",
                "Scopes that a token needs for calls, by names as in profiles.");
        Key<Certificates> certificates =
                s.optional("certificates", CertificateTypes.SECTION, "Certificates that clients bring to TLS.");
        Key<List<List<Proof>>> require =
                s.with("require", REQUIRE, "[]", "What callers must show: one of these, each one proof or several.");
        Key<TokenEndpoint> tokenEndpoint = s.optional(
                "token-endpoint",
                TokenEndpointShape.SECTION,
                "Give out tokens for identity assertions of users (ID-JAG). Needs `public-url`.");
        Key<Map<String, TrustDomains.Domain>> domains = s.with(
                "trust-domains", TrustDomains.TYPE, "{}", "SPIFFE trust domains whose tokens need not name an issuer.");
        s.rule((values, place) -> checkOneList(values, place, oidc, issuers));
        s.rule((values, place) -> checkApart(values, place, issuers));
        s.rule((values, place) -> checkOneReader(values, place, issuers));
        return values -> new Identity(
                values.get(anonymous),
                values.get(keys),
                values.find(oidc).map(List::of).orElseGet(() -> values.get(issuers)),
                values.get(scopes),
                values.find(certificates),
                values.get(require),
                values.find(tokenEndpoint),
                TrustDomains.issuers(values.get(domains)));
    });

    private static void checkOneList(Values values, Place place, Key<Issuer> oidc, Key<List<Issuer>> issuers) {
        if (values.given(oidc) && values.given(issuers)) {
            place.key("oidc", values.line(oidc))
                    .misplaced("stands beside `issuers`", "make it one of the list, and leave `oidc` out");
        }
    }

    private static void checkOneReader(Values values, Place place, Key<List<Issuer>> issuers) {
        long readers = values.find(issuers).orElse(List.of()).stream()
                .flatMap(each -> each.introspection().stream())
                .filter(each -> each.about() != About.SIGNED)
                .count();
        if (readers > 1) {
            place.key("issuers", values.line(issuers))
                    .wrong(
                            "several issuers are asked about opaque tokens, which name none",
                            "leave it to one, and write `tokens: signed` for the others");
        }
    }

    private static void checkApart(Values values, Place place, Key<List<Issuer>> issuers) {
        Set<URI> known = new HashSet<>();
        for (Issuer each : values.find(issuers).orElse(List.of())) {
            if (!known.add(each.issuer())) {
                place.key("issuers", values.line(issuers))
                        .wrong(
                                Quoted.quoted(each.issuer().toString()) + " stands twice",
                                "a token's issuer selects its settings, so there is one entry for each");
            }
        }
    }
}

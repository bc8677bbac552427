package io.tidegate.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Who do a token's claims speak of, to whom, and for how long? Only for a token whose signature was checked.
final class Claims {
    private static final List<String> CLIENT_NAMES = List.of("azp", "client_id", "cid", "appid");

    /// Of tokens that are not for access, as Keycloak says it in `typ`, and AWS Cognito and Ory Hydra in `token_use`.
    private static final Set<String> OTHER_KINDS =
            Set.of("id", "id_token", "refresh", "refresh_token", "offline", "logout");

    /// Claims of id tokens (OpenID Connect Core 1.0, section 3.3.2.11) and of logout tokens (OpenID Connect
    /// Back-Channel Logout 1.0, section 2.4).
    private static final List<String> OTHERS_HAVE = List.of("at_hash", "c_hash", "events");

    private static final int AUDIENCES_MAX = 100;
    private static final int SCOPES_MAX = 500;
    private static final int AMR_MAX = 32;
    private static final double SECONDS_MAX = 253_402_300_799.0; // the end of the year 9999

    private final JsonNode claims;

    Claims(JsonNode claims) {
        this.claims = claims;
    }

    boolean says(String claim) {
        return claims.has(claim);
    }

    /// The issuer that the token names. Nothing shows that it is true until its signature was checked.
    String issuer() throws Rejection {
        return text("iss");
    }

    /// The same; of a JWT-SVID that names none, the trust domain of the workload that it speaks of (SPIFFE, JWT-SVID,
    /// section 3.1: `iss` is not among the claims that it has).
    String issuerOrTrustDomain() throws Rejection {
        Optional<String> workload = StrictJson.text(claims, "sub")
                .filter(subject -> !claims.has("iss") && subject.startsWith(IssuerSettings.TRUST_DOMAIN));
        if (workload.isEmpty()) {
            String named = issuer();
            // INVARIANT: a trust domain is told from the subject alone, or one could speak of another's workloads.
            if (named.startsWith(IssuerSettings.TRUST_DOMAIN)) {
                throw new Rejection(Why.WRONG_ISSUER, "a trust domain is no issuer that a token can name");
            }
            return named;
        }
        int path = workload.get().indexOf('/', IssuerSettings.TRUST_DOMAIN.length());
        return path < 0 ? workload.get() : workload.get().substring(0, path);
    }

    /// Whom it was given out for (RFC 7519, section 4.1.3).
    Set<String> audiences() throws Rejection {
        JsonNode given = claims.optional("aud").orElseThrow(() -> missing("aud"));
        if (given.isString()) {
            return Set.of(given.stringValue());
        }
        boolean named = given.isArray()
                && given.size() <= AUDIENCES_MAX
                && given.valueStream().allMatch(JsonNode::isString);
        return named
                ? given.valueStream().map(JsonNode::stringValue).collect(Collectors.toSet())
                : Set.of(); // for nobody that can be named
    }

    /// Whether it is for exactly one of these and nobody beside (draft-ietf-oauth-rfc7523bis, section 3).
    boolean isOnlyFor(Set<String> ours) throws Rejection {
        Set<String> audiences = audiences();
        return audiences.size() == 1 && ours.containsAll(audiences);
    }

    /// Its own id, which no other of its issuer has.
    String id() throws Rejection {
        String id = text("jti");
        if (id.isEmpty() || id.length() > Names.LENGTH_MAX) {
            throw wrong("jti");
        }
        return id;
    }

    /// The resources that an assertion is about (RFC 8707, section 2).
    Set<String> resources() throws Rejection {
        JsonNode given = claims.optional("resource").orElseThrow(() -> missing("resource"));
        return given.isString() ? Set.of(given.stringValue()) : Set.copyOf(texts(given, "resource", AUDIENCES_MAX));
    }

    /// The scopes: `scope` as RFC 9068 and RFC 8693 have it, or `scp` as Okta and Entra ID do; a text with blanks
    /// between, or a list.
    Set<String> scopes() throws Rejection {
        String claim = claims.has("scope") ? "scope" : "scp";
        Optional<JsonNode> given = claims.optional(claim);
        if (given.isEmpty()) {
            return Set.of();
        }
        Set<String> scopes = new LinkedHashSet<>();
        if (given.get().isString()) {
            scopes.addAll(List.of(given.get().stringValue().split(" ", -1)));
            scopes.remove("");
        } else {
            scopes.addAll(texts(given.get(), claim, SCOPES_MAX));
        }
        if (scopes.size() > SCOPES_MAX || !scopes.stream().allMatch(Names::isScope)) {
            throw wrong(claim);
        }
        return scopes;
    }

    /// The tenant that the token names as Entra ID does, which its keys may be bound to.
    Optional<String> tenant() {
        return StrictJson.text(claims, "tid");
    }

    /// Refuses what has ended, has not begun, or was made in the future; gives the end.
    Instant checkTimes(Instant now, Duration skew) throws Rejection {
        Optional<Instant> ends = checkTimesThere(now, skew);
        return ends.orElseThrow(() -> missing("exp"));
    }

    /// The same of what need not say when it ends (RFC 7662, section 2.2).
    Optional<Instant> checkTimesThere(Instant now, Duration skew) throws Rejection {
        Optional<Instant> ends = time("exp");
        if (ends.filter(end -> !now.isBefore(end.plus(skew))).isPresent()) {
            throw new Rejection(Why.EXPIRED, "the token has expired; get a new one");
        }
        Instant latest = now.plus(skew);
        if (time("nbf").filter(latest::isBefore).isPresent()) {
            throw new Rejection(Why.NOT_YET_VALID, "the token is not valid yet; check the clocks");
        }
        Optional<Instant> made = time("iat");
        if (made.filter(latest::isBefore).isPresent()) {
            throw new Rejection(Why.NOT_YET_VALID, "the token was made in the future; check the clocks");
        }
        if (made.isPresent() && ends.filter(made.get()::isAfter).isPresent()) {
            throw wrong("iat");
        }
        return ends;
    }

    /// Refuses what an issuer made for something else than access, as far as that can be told from what it says: tokens
    /// that tell a client who signed in (OpenID Connect Core 1.0, section 2), that get others, or that end a
    /// session. Their audience can be the same.
    void checkAccess() throws Rejection {
        boolean another = List.of("typ", "token_use").stream()
                .flatMap(claim -> StrictJson.text(claims, claim).stream())
                .anyMatch(kind -> OTHER_KINDS.contains(kind.toLowerCase(Locale.ROOT)));
        if (another || OTHERS_HAVE.stream().anyMatch(claims::has)) {
            throw new Rejection(Why.WRONG_TYPE, "the token is of another type than an access token");
        }
    }

    /// What the token is bound to.
    ///
    /// @param key a key's thumbprint (RFC 9449, section 6.1)
    /// @param certificate a client certificate's (RFC 8705, section 3.1)
    record Bound(Optional<String> key, Optional<String> certificate) {
        static final Bound TO_NOTHING = new Bound(Optional.empty(), Optional.empty());
    }

    /// What the token is bound to, where it is. What else stands there is ignored (RFC 7800, section 3.1), but a token
    /// that is bound in another way only is refused: taking it without that proof would undo what it was made for.
    Bound boundTo() throws Rejection {
        Optional<JsonNode> binding = claims.optional("cnf").filter(node -> !node.isNull());
        if (binding.isEmpty()) {
            return Bound.TO_NOTHING;
        }
        Bound bound = new Bound(thumbprint(binding.get(), "jkt"), thumbprint(binding.get(), "x5t#S256"));
        if (bound.equals(Bound.TO_NOTHING)) {
            throw new Rejection(Why.WRONG_TYPE, "the token is bound to a key in a way that is not supported");
        }
        return bound;
    }

    /// A member that is there must be readable: else a binding could be lost.
    private static Optional<String> thumbprint(JsonNode binding, String name) throws Rejection {
        Optional<JsonNode> given = binding.optional(name).filter(node -> !node.isNull());
        Optional<String> text = StrictJson.text(binding, name).filter(print -> !print.isEmpty());
        if (given.isPresent() && text.isEmpty()) {
            throw new Rejection(Why.WRONG_TYPE, "the token is bound to a key in a way that is not supported");
        }
        return text;
    }

    /// Whether it is a person, an agent that acts for one, or a service.
    ///
    /// @param agents clients that act for persons by themselves
    Party party(Optional<String> client, NamePatterns agents) throws Rejection {
        Optional<JsonNode> act = claims.optional("act").filter(node -> !node.isNull());
        if (act.isPresent()) {
            // The outermost is who acts now (RFC 8693, section 4.1); those inside acted before.
            JsonNode actor = act.filter(JsonNode::isObject).orElseThrow(() -> wrong("act"));
            return new Party(
                    Party.Kind.AGENT,
                    StrictJson.text(actor, "sub")
                            .or(() -> StrictJson.text(actor, "client_id"))
                            .filter(Names::valid));
        }
        if (isService(client)) {
            return Party.SERVICE;
        }
        return client.filter(agents::fit).isPresent() ? new Party(Party.Kind.AGENT, Optional.empty()) : Party.PERSON;
    }

    /// Nobody but the client itself: its own subject (RFC 9068, section 2.2), or as Entra ID, Auth0 and Keycloak mark
    /// such tokens; or a workload, of Kubernetes or by SPIFFE.
    ///
    /// Anybody may be called as Keycloak calls the users of services; only those have `client_id` in their tokens.
    private boolean isService(Optional<String> client) {
        String subject = StrictJson.text(claims, "sub").orElse("");
        return client.filter(id -> subject.equals(id)
                                || subject.equals(id + "@clients")
                                || (says("preferred_username", "service-account-" + id.toLowerCase(Locale.ROOT))
                                        && (says("client_id", id) || says("clientId", id))))
                        .isPresent()
                || says("idtyp", "app")
                || says("gty", "client-credentials")
                || subject.startsWith("system:serviceaccount:")
                || subject.startsWith("spiffe://");
    }

    boolean says(String claim, String text) {
        return StrictJson.text(claims, claim).filter(text::equals).isPresent();
    }

    /// What the issuer says of its sign-in, as far as it can be read: it grants nothing by itself.
    Evidence evidence() throws Rejection {
        Optional<String> acr = StrictJson.text(claims, "acr").filter(Names::valid);
        Set<String> amr = claims.optional("amr")
                .filter(JsonNode::isArray)
                .map(list -> list.valueStream()
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .filter(Names::valid)
                        .limit(AMR_MAX)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
        return new Evidence(Set.of(Proof.TOKEN), Optional.empty(), acr, amr, time("auth_time"));
    }

    String user(ClaimPath claim) throws Rejection {
        JsonNode value = claim.in(claims).orElseThrow(() -> missing(claim.text()));
        String user = value.isString() ? value.stringValue() : "";
        if (!Names.isUsers(user)) {
            throw wrong(claim.text());
        }
        return user;
    }

    String display(String user) {
        return StrictJson.text(claims, "preferred_username")
                .or(() -> StrictJson.text(claims, "email"))
                .or(() -> StrictJson.text(claims, "name"))
                .filter(Names::valid)
                .orElse(user);
    }

    /// The client that it was given to: where that is not said, `azp` (OpenID Connect), `client_id` (RFC 9068), `cid`
    /// (Okta) or `appid` (Entra ID).
    Optional<String> client(Optional<ClaimPath> claim) {
        if (claim.isPresent()) {
            return claim.get()
                    .in(claims)
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .filter(Names::valid);
        }
        return CLIENT_NAMES.stream()
                .flatMap(name -> StrictJson.text(claims, name).stream())
                .filter(Names::valid)
                .findFirst();
    }

    /// Refuses a token whose groups were left out for being too many, as Entra ID does. Never a part of them, or
    /// none: a missing group may be one that forbids.
    void checkWhole(IssuerSettings.ClaimNames names) throws Rejection {
        boolean named = claims.optional("_claim_names")
                .filter(left -> left.propertyNames().stream().anyMatch(names::read))
                .isPresent();
        if (named || (claims.has("hasgroups") && names.read("groups"))) {
            throw new Rejection(
                    Why.GROUPS_LEFT_OUT,
                    "the sign-in provider left the groups out of the token because there are too many; this is not"
                            + " the caller's fault: an administrator must have it send roles, or only the groups that"
                            + " are used here");
        }
    }

    /// The names in all these claims; none where they are missing.
    Set<String> names(List<ClaimPath> places) throws Rejection {
        Set<String> names = new LinkedHashSet<>();
        for (ClaimPath place : places) {
            Optional<JsonNode> found = place.in(claims);
            if (found.isPresent()) {
                names.addAll(texts(found.get(), place.text(), Principal.GROUPS_MAX));
            }
        }
        if (names.size() > Principal.GROUPS_MAX || !names.stream().allMatch(Names::valid)) {
            throw wrong(places.getFirst().text());
        }
        return names;
    }

    private static List<String> texts(JsonNode list, String claim, int most) throws Rejection {
        if (!list.isArray() || list.size() > most || !list.valueStream().allMatch(JsonNode::isString)) {
            throw wrong(claim);
        }
        return list.valueStream().map(JsonNode::stringValue).distinct().toList();
    }

    private Optional<Instant> time(String claim) throws Rejection {
        Optional<JsonNode> value = claims.optional(claim);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        double seconds =
                value.filter(JsonNode::isNumber).orElseThrow(() -> wrong(claim)).doubleValue(Double.NaN);
        if (!(seconds >= 0 && seconds <= SECONDS_MAX)) {
            throw wrong(claim);
        }
        return Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)));
    }

    private String text(String claim) throws Rejection {
        JsonNode value = claims.optional(claim).orElseThrow(() -> missing(claim));
        if (!value.isString()) {
            throw wrong(claim);
        }
        return value.stringValue();
    }

    // The names of claims are the operator's or the standard's, and are ASCII in what is told.
    private static Rejection missing(String claim) {
        return new Rejection(Why.MISSING_CLAIM, "the token lacks the claim " + tellable(claim));
    }

    private static Rejection wrong(String claim) {
        return new Rejection(Why.WRONG_CLAIM, "the token's claim " + tellable(claim) + " is not of the right kind");
    }

    private static String tellable(String claim) {
        return claim.replaceAll("[^A-Za-z0-9_.:/-]", "?");
    }
}

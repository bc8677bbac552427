package io.tidegate.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Who do a token's claims speak of, to whom, and for how long? Only for a token whose signature was checked.
final class Claims {
    private static final double SECONDS_MAX = 253_402_300_799.0; // the end of the year 9999

    private final JsonNode claims;

    Claims(JsonNode claims) {
        this.claims = claims;
    }

    /// Refuses another issuer. Safe to ask before the signature is checked: it only says what not to look at.
    void checkIssuer(String issuer) throws Rejection {
        if (!text("iss").equals(issuer)) {
            throw new Rejection(Why.WRONG_ISSUER, "the token is of an issuer that is not trusted here");
        }
    }

    /// Refuses a token that was given out for someone else (RFC 8707, RFC 9068).
    void checkAudience(String audience) throws Rejection {
        JsonNode given = claims.optional("aud").orElseThrow(() -> missing("aud"));
        boolean onlyUs = given.isString() && given.stringValue().equals(audience);
        boolean usToo = given.isArray()
                && given.valueStream().allMatch(JsonNode::isString)
                && given.valueStream().anyMatch(one -> one.stringValue().equals(audience));
        if (!onlyUs && !usToo) {
            throw new Rejection(Why.WRONG_AUDIENCE, "the token was given out for another server than this one");
        }
    }

    /// Refuses what has ended, has not begun, or was made in the future; gives the end.
    Instant checkTimes(Instant now, Duration skew) throws Rejection {
        Instant ends = time("exp").orElseThrow(() -> missing("exp"));
        if (!now.isBefore(ends.plus(skew))) {
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
        if (made.filter(ends::isBefore).isPresent()) {
            throw wrong("iat");
        }
        return ends;
    }

    /// Refuses tokens that only count together with a proof of their key (RFC 7800), which we do not check: taking one
    /// as a bearer token would undo what it was made for.
    void checkUnbound() throws Rejection {
        if (claims.has("cnf")) {
            throw new Rejection(
                    Why.WRONG_TYPE, "the token is bound to a key, which is not supported; get a bearer token");
        }
    }

    String user(String claim) throws Rejection {
        String user = text(claim);
        if (!Names.valid(user) || user.equals(Principal.ANONYMOUS_ID)) {
            throw wrong(claim);
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

    Optional<String> client() {
        return StrictJson.text(claims, "azp")
                .or(() -> StrictJson.text(claims, "client_id"))
                .filter(Names::valid);
    }

    /// The groups: a list of names, empty where the claim is missing. Never a part of them: a provider that leaves them
    /// out for being too many is told, since a missing group may be one that forbids.
    Set<String> groups(String claim) throws Rejection {
        if (claims.optional("_claim_names").filter(left -> left.has(claim)).isPresent() || claims.has("hasgroups")) {
            throw new Rejection(
                    Why.GROUPS_LEFT_OUT,
                    "the provider left the groups out of the token because there are too many;"
                            + " have it send roles, or only the groups that are used here");
        }
        Optional<JsonNode> found = at(claim);
        Set<String> groups = new LinkedHashSet<>();
        if (found.isPresent()) {
            collect(found.get(), claim, groups);
        }
        return groups;
    }

    private static void collect(JsonNode list, String claim, Set<String> groups) throws Rejection {
        if (!list.isArray() || list.size() > Principal.GROUPS_MAX) {
            throw wrong(claim);
        }
        for (JsonNode group : list) {
            if (!group.isString() || !Names.valid(group.stringValue())) {
                throw wrong(claim);
            }
            groups.add(group.stringValue());
        }
    }

    // A claim's own name may hold dots (`https://example.com/roles`), so the whole name goes first.
    private Optional<JsonNode> at(String claim) {
        if (claims.has(claim)) {
            return claims.optional(claim);
        }
        Optional<JsonNode> node = Optional.of(claims);
        for (String step : claim.split("\\.", -1)) {
            node = node.flatMap(inside -> inside.optional(step));
        }
        return node;
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

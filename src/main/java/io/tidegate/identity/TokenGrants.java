package io.tidegate.identity;

import io.tidegate.crypto.Aead;
import io.tidegate.crypto.Digest;
import io.tidegate.identity.OidcTokens.Sources;
import io.tidegate.identity.OidcTokens.Surroundings;
import io.tidegate.identity.RegisteredClient.Grant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Is a token given out, to whom and for what? The authorization server's half of enterprise-managed authorization in
/// MCP: a client that has proven who it is exchanges an ID-JAG of a trusted issuer
/// (draft-ietf-oauth-identity-assertion-authz-grant; RFC 7523, section 2.1) for a token that is good at one endpoint.
/// Beside it, clients can have tokens of their own (RFC 6749, section 4.4).
///
/// No token outlives its assertion, none can be renewed, and an assertion serves once.
public final class TokenGrants {
    public static final String ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    public static final String CLIENT_CREDENTIALS = "client_credentials";

    /// What stands before the client's id in the name of who has a token of its own: no user is called so.
    public static final String CLIENT = "client:";

    /// What is told of these reasons; of all others, that what was shown is not good.
    private static final Map<Why, String> ERRORS = Map.of(
            Why.SEVERAL_CREDENTIALS, "invalid_request",
            Why.WRONG_RESOURCE, "invalid_target", // RFC 8707, section 2
            Why.WRONG_SCOPE, "invalid_scope",
            Why.UNSUPPORTED_GRANT, "unsupported_grant_type",
            Why.GRANT_NOT_ALLOWED, "unauthorized_client",
            Why.PROVIDER_UNAVAILABLE, "temporarily_unavailable",
            Why.STORE_UNAVAILABLE, "temporarily_unavailable",
            Why.TOO_MANY_PROOFS, "temporarily_unavailable");

    private final Settings settings;
    private final ClientProofs clients;
    private final Map<String, IssuerTokens> issuers = new HashMap<>();
    private final OwnTokens tokens;
    private final SpentAssertions spent;
    private final InstantSource clock;

    /// @param self this authorization server, as its own issuer
    /// @param endpoint where tokens are asked for
    /// @param resources the endpoints that tokens can be for
    /// @param life of a token at most
    public record Settings(
            IssuerSettings self,
            String endpoint,
            Set<String> resources,
            List<IssuerSettings> issuers,
            List<RegisteredClient> clients,
            Duration life) {
        public Settings {
            resources = Set.copyOf(resources);
            issuers = List.copyOf(issuers);
            clients = List.copyOf(clients);
        }
    }

    /// What was sent.
    ///
    /// @param authorization the values of all such headers
    public record Asked(List<String> authorization, Map<String, String> form) {
        public Asked {
            authorization = List.copyOf(authorization);
            form = Map.copyOf(form);
        }

        /// Never shows a credential.
        @Override
        public String toString() {
            return "Asked[hidden]";
        }
    }

    /// What came of it.
    public sealed interface Result {
        /// @param text of the token, which is shown to nobody else
        record Given(String text, Principal who, String resource, Duration life) implements Result {
            @Override
            public String toString() {
                return "Given[hidden]";
            }
        }

        /// @param error the code of RFC 6749, section 5.2
        /// @param client who asked, where it has proven that
        record Denied(String error, Why why, String description, Optional<String> client) implements Result {}
    }

    public TokenGrants(Settings settings, Sources sources, Aead aead, SpentAssertions spent, Surroundings around) {
        this.settings = settings;
        this.spent = spent;
        this.clock = around.clock();
        this.clients = new ClientProofs(
                settings.clients(),
                Set.of(settings.self().issuer(), settings.endpoint()),
                sources.documents(),
                spent,
                around);
        settings.issuers().forEach(each -> issuers.put(each.issuer(), new IssuerTokens(each, sources, around)));
        List<IssuerSettings> all = new ArrayList<>(settings.issuers());
        all.add(settings.self());
        this.tokens = new OwnTokens(aead, all, clients::knows, clock, around.nanoTime());
    }

    /// The tokens that are given out here, to be taken at the endpoints.
    public OwnTokens tokens() {
        return tokens;
    }

    /// This authorization server's name (RFC 8414).
    public String issuer() {
        return settings.self().issuer();
    }

    /// Whether such a grant can be had by anybody.
    public boolean offers(Grant grant) {
        return settings.clients().stream().anyMatch(client -> client.grants().contains(grant));
    }

    /// Whether it is asked for, and what to answer. May wait for an issuer's keys.
    public Result answer(Asked asked) {
        RegisteredClient client;
        try {
            client = clients.check(asked);
        } catch (Rejection not) {
            return denied(not, "invalid_client", Optional.empty());
        }
        try {
            return given(client, asked.form());
        } catch (Rejection not) {
            return denied(not, "invalid_grant", Optional.of(client.id()));
        }
    }

    private static Result denied(Rejection not, String usual, Optional<String> client) {
        Outcome.Rejected outcome = not.outcome();
        String error = ERRORS.getOrDefault(outcome.why(), usual);
        return new Result.Denied(error, outcome.why(), outcome.description(), client);
    }

    private Result given(RegisteredClient client, Map<String, String> form) throws Rejection {
        String grant = form.getOrDefault("grant_type", "");
        if (grant.equals(ASSERTION)) {
            return forAssertion(allowed(client, Grant.ASSERTION), form);
        }
        if (grant.equals(CLIENT_CREDENTIALS)) {
            return forItself(allowed(client, Grant.CLIENT_CREDENTIALS), form);
        }
        throw new Rejection(Why.UNSUPPORTED_GRANT, "tokens are not given out here for such a grant");
    }

    private static RegisteredClient allowed(RegisteredClient client, Grant grant) throws Rejection {
        if (!client.grants().contains(grant)) {
            throw new Rejection(Why.GRANT_NOT_ALLOWED, "this client gets no tokens for such a grant");
        }
        return client;
    }

    private Result forAssertion(RegisteredClient client, Map<String, String> form) throws Rejection {
        String text = form.getOrDefault("assertion", "");
        TokenParts parts = TokenParts.ofGrant(text);
        Claims claims = new Claims(parts.claims());
        IssuerTokens issuer = issuers.get(claims.issuer());
        if (issuer == null) {
            throw new Rejection(Why.WRONG_ISSUER, "the assertion is of an issuer that is not trusted here");
        }
        VerifiedToken verified = issuer.verify(parts, text, Digest.of(text.getBytes(StandardCharsets.US_ASCII)));
        Instant now = clock.instant();
        Duration left = left(verified.principal().expires().orElseThrow(), now);
        if (!claims.isOnlyFor(Set.of(settings.self().issuer()))) {
            throw new Rejection(Why.WRONG_AUDIENCE, "the assertion is for another authorization server");
        }
        if (!claims.says("client_id", client.id())) {
            throw new Rejection(Why.WRONG_CLIENT, "the assertion was given out to another client");
        }
        if (!verified.bound().equals(Claims.Bound.TO_NOTHING)) {
            throw new Rejection(Why.WRONG_TYPE, "assertions that are bound to a key are not taken here");
        }
        String resource = resource(claims.resources(), form);
        Set<String> scopes = scopes(claims.scopes(), client, form);
        Instant until = now.plus(left).plus(verified.settings().clockSkew());
        spent.spend(client.id(), new SpentAssertions.Spent(claims.issuer(), claims.id(), until), now);
        return given(verified.principal(), scopes, resource, left);
    }

    private static Duration left(Instant ends, Instant now) throws Rejection {
        Duration left = Duration.between(now, ends);
        if (left.toMillis() < 1) {
            throw new Rejection(Why.EXPIRED, "the assertion has expired; get a new one");
        }
        if (left.compareTo(ClientProofs.AHEAD_MAX) > 0) {
            throw new Rejection(Why.WRONG_CLAIM, "the assertion is good for more than an hour");
        }
        return left;
    }

    private Result forItself(RegisteredClient client, Map<String, String> form) throws Rejection {
        String resource = resource(settings.resources(), form);
        Principal who = new Principal(
                CLIENT + client.id(),
                client.id(),
                Set.of(),
                new Authentication.OidcToken(issuer(), Optional.of(client.id()), Set.of(), Party.SERVICE),
                Optional.of(clock.instant()),
                Principal.DEFAULT_TENANT);
        return given(who, scopes(client.scopes(), client, form), resource, settings.life());
    }

    private Result given(Principal who, Set<String> scopes, String resource, Duration left) throws Rejection {
        Duration life = left.compareTo(settings.life()) < 0 ? left : settings.life();
        if (!(who.authentication() instanceof Authentication.OidcToken by)) {
            throw new IllegalStateException("an assertion is a token");
        }
        Authentication.OidcToken narrow = new Authentication.OidcToken(by.issuer(), by.clientId(), scopes, by.party());
        Principal whole = new Principal(
                who.id(),
                who.display(),
                who.groups(),
                who.roles(),
                narrow,
                Optional.of(clock.instant().plus(life)),
                who.tenant(),
                who.evidence());
        return new Result.Given(tokens.seal(whole, narrow, resource), whole, resource, life);
    }

    /// The one endpoint that it is for: of those that may be, the one that the request names, where it names one.
    private String resource(Set<String> may, Map<String, String> form) throws Rejection {
        Optional<String> asked = Optional.ofNullable(form.get("resource")).map(Audience::canonical);
        List<String> found = may.stream()
                .map(Audience::canonical)
                .filter(each -> asked.isEmpty() || asked.get().equals(each))
                .filter(each -> settings.resources().contains(each))
                .toList();
        if (found.size() != 1) {
            throw new Rejection(Why.WRONG_RESOURCE, "a token is for one endpoint of this gateway: name it as resource");
        }
        return found.getFirst();
    }

    /// What was asked for, of what may be; all that may be, where nothing was asked for.
    private static Set<String> scopes(Set<String> may, RegisteredClient client, Map<String, String> form)
            throws Rejection {
        Set<String> scopes = new HashSet<>(may);
        Optional<String> asked = Optional.ofNullable(form.get("scope")).filter(text -> !text.isBlank());
        if (asked.isPresent()) {
            Set<String> wanted = new HashSet<>(List.of(asked.get().strip().split(" +")));
            if (!may.containsAll(wanted)) {
                throw new Rejection(Why.WRONG_SCOPE, "more scopes are asked for than there can be");
            }
            scopes.retainAll(wanted);
        }
        scopes.retainAll(client.scopes());
        return scopes;
    }
}

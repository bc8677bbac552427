package io.tidegate.identity;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who is calling? Only `Authenticator` should make one; having one does not mean that it may do anything.
///
/// `id` is what policies name, `display` is for people, `expires` is when the proof ends (never, for nobody),
/// `evidence`
/// is how strongly it was proven.
public record Principal(
        String id,
        String display,
        Set<String> groups,
        Set<String> roles,
        Authentication authentication,
        Optional<Instant> expires,
        String tenant,
        Evidence evidence) {
    /// The id of the caller who proved nothing. No key and no token can carry it.
    public static final String ANONYMOUS_ID = "anonymous";

    /// What stands before the account's name in the id of who is known by it.
    public static final String SYSTEM_USER = "os:";

    /// Of whoever calls the host itself, which needs no tenants.
    public static final String DEFAULT_TENANT = "default";

    static final int GROUPS_MAX = 1000;

    /// With no more evidence than the way itself.
    public Principal(
            String id,
            String display,
            Set<String> groups,
            Set<String> roles,
            Authentication authentication,
            Optional<Instant> expires,
            String tenant) {
        this(id, display, groups, roles, authentication, expires, tenant, Evidence.of(authentication));
    }

    /// Without roles.
    public Principal(
            String id,
            String display,
            Set<String> groups,
            Authentication authentication,
            Optional<Instant> expires,
            String tenant) {
        this(id, display, groups, Set.of(), authentication, expires, tenant);
    }

    public Principal {
        Names.check("user", id);
        Names.check("display name", display);
        Names.check("tenant", tenant);
        groups.forEach(group -> Names.check("group", group));
        roles.forEach(role -> Names.check("role", role));
        if (groups.size() > GROUPS_MAX || roles.size() > GROUPS_MAX) {
            throw new IllegalArgumentException("a user has at most " + GROUPS_MAX + " groups, and as many roles");
        }
        // INVARIANT: nobody is anonymous by name; only by having proved nothing.
        if (id.equals(ANONYMOUS_ID) != authentication instanceof Authentication.Anonymous) {
            throw new IllegalArgumentException("the user `" + ANONYMOUS_ID + "` is reserved");
        }
        groups = Set.copyOf(groups);
        roles = Set.copyOf(roles);
    }

    /// The caller who proved nothing.
    public static Principal anonymous() {
        return new Principal(
                ANONYMOUS_ID, ANONYMOUS_ID, Set.of(), new Authentication.Anonymous(), Optional.empty(), DEFAULT_TENANT);
    }

    /// Who has this account of the machine.
    static Principal ofAccount(String account) {
        return new Principal(
                SYSTEM_USER + account,
                account,
                Set.of(),
                new Authentication.SystemUser(account),
                Optional.empty(),
                DEFAULT_TENANT);
    }

    /// The same, as a caller of this tenant: somebody else than a caller of the same name of another.
    Principal in(String other) {
        return new Principal(id, display, groups, roles, authentication, expires, other, evidence);
    }

    Principal with(Evidence changed) {
        return new Principal(id, display, groups, roles, authentication, expires, tenant, changed);
    }

    /// The same user, who proved it with a certificate too. Both have to last, and both tell groups.
    Principal and(ClientCertificates.Certified certified) {
        Set<String> all = new HashSet<>(groups);
        all.addAll(certified.groups());
        Instant ends = expires.filter(certified.expires()::isAfter).orElse(certified.expires());
        return new Principal(
                id,
                display,
                all,
                roles,
                authentication,
                Optional.of(ends),
                tenant,
                evidence.and(Proof.CERTIFICATE).naming(certified.user()));
    }

    /// The client that the proof was given to, where the proof names one.
    public Optional<String> client() {
        return switch (authentication) {
            case Authentication.Anonymous _,
                    Authentication.ApiKey _,
                    Authentication.Certificate _,
                    Authentication.SystemUser _ -> Optional.empty();
            case Authentication.OidcToken token -> token.clientId();
        };
    }

    /// Whether it is a person, an agent or a service, where the proof says so. A key doesn't, nor does a certificate
    /// that names no workload (SPIFFE).
    public Optional<Party> party() {
        return switch (authentication) {
            case Authentication.Anonymous _, Authentication.ApiKey _, Authentication.SystemUser _ -> Optional.empty();
            case Authentication.Certificate(String name) ->
                name.startsWith("spiffe://") ? Optional.of(Party.SERVICE) : Optional.empty();
            case Authentication.OidcToken token -> Optional.of(token.party());
        };
    }

    /// The agents by which the user acts, as the issuer vouches for them: the client that the token of an agent was
    /// given to, and who acts in the user's place. None where a person or a service calls for itself.
    public Set<String> agents() {
        return party().filter(party -> party.kind() == Party.Kind.AGENT)
                .map(party -> Stream.concat(client().stream(), party.actor().stream())
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }

    /// The scopes of the proof: a token's. Keys have none, and whoever proved nothing neither.
    public Set<String> scopes() {
        return switch (authentication) {
            case Authentication.Anonymous _,
                    Authentication.ApiKey _,
                    Authentication.Certificate _,
                    Authentication.SystemUser _ -> Set.of();
            case Authentication.OidcToken token -> token.scopes();
        };
    }

    /// The same text for the same caller over new tokens and restarts, and never for two callers: tenant, way, who
    /// vouches, client and user, each with its length before it. For caches and to bind sessions. Without the
    /// groups. A key that replaced another is the same caller; who acts
    /// for a user is another.
    public String key() {
        return switch (authentication) {
            case Authentication.Anonymous _ -> joined("", "");
            case Authentication.Certificate _, Authentication.SystemUser _ -> joined("", "");
            case Authentication.ApiKey key -> joined(key.family(), "");
            case Authentication.OidcToken token ->
                joined(token.issuer(), token.clientId().orElse(""))
                        + token.party().actor().map(Principal::part).orElse("");
        };
    }

    /// The groups in one order, for what is written down.
    public Set<String> sortedGroups() {
        return new TreeSet<>(groups);
    }

    /// The roles in one order, for what is written down.
    public Set<String> sortedRoles() {
        return new TreeSet<>(roles);
    }

    private String joined(String authority, String client) {
        StringBuilder key = new StringBuilder();
        for (String part : new String[] {tenant, authentication.label(), authority, client, id}) {
            key.append(part(part));
        }
        return key.toString();
    }

    private static String part(String text) {
        return text.length() + ":" + text;
    }
}

package io.tidegate.config;

import io.tidegate.config.SharedSecrets.Use;
import io.tidegate.secret.KeeperSettings;
import io.tidegate.secret.SameSecrets;
import io.tidegate.secret.Secret;
import io.tidegate.secret.SecretRef;
import io.tidegate.secret.SecretSource.Fetched;
import io.tidegate.secret.VaultSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which secrets do the servers of one file use, and are some of them those of another tenant's servers?
///
/// As between two servers of one file: by what they say, and by reference where they are not there. What may be shared
/// between tenants stands in the host's file alone, because neither of the two speaks for the other.
public final class SecretUses {
    private final List<Held> held;
    private final List<KeeperSettings> managers;
    private final Optional<SharedSecrets.Sharing> sharing;

    /// A secret of a server.
    private record Held(Fault at, String server, SecretRef reference, Optional<Secret> secret) {
        static Held of(Use use, String server) {
            return new Held(
                    use.place().remarked(),
                    server,
                    use.place().whole(use.reference()),
                    use.fetched() instanceof Fetched.Found(var secret) ? Optional.of(secret) : Optional.empty());
        }

        String path() {
            return at.path();
        }
    }

    /// Two that are the same.
    private record Pair(Held mine, Held theirs) {}

    private SecretUses(List<Held> held, List<KeeperSettings> managers, Optional<SharedSecrets.Sharing> sharing) {
        this.held = List.copyOf(held);
        this.managers = List.copyOf(managers);
        this.sharing = sharing;
    }

    /// Nothing is read yet but what the file says of secrets.
    static SecretUses said(Optional<SecretsShape.Secrets> secrets) {
        return new SecretUses(
                List.of(),
                secrets.map(SecretsShape.Secrets::managers).orElse(List.of()),
                secrets.flatMap(SecretsShape.Secrets::sharing));
    }

    /// The same of all that was read.
    SecretUses of(List<Use> uses) {
        List<Held> all = new ArrayList<>();
        uses.forEach(use -> use.server().ifPresent(server -> all.add(Held.of(use, server))));
        return new SecretUses(all, managers, sharing);
    }

    /// What this tenant shares with others, though the host's file does not say that it may: mistakes where one of the
    /// files concerned says anything of sharing, and otherwise remarks.
    ///
    /// @param mine what is to be in force for it
    /// @param all what is in force, by tenant, the host too
    public static List<Fault> beside(String name, Configuration mine, Map<String, Configuration> all) {
        Configuration host = name.equals(TenantsShape.RESERVED) ? mine : all.getOrDefault(TenantsShape.RESERVED, mine);
        List<Fault> faults = new ArrayList<>();
        all.forEach((other, theirs) -> {
            if (!other.equals(name)) {
                faults.addAll(new Neighbours(name, mine.secrets(), other, theirs.secrets()).faults(host));
            }
        });
        return faults;
    }

    /// Two tenants.
    private record Neighbours(String name, SecretUses mine, String other, SecretUses theirs) {
        List<Fault> faults(Configuration host) {
            Optional<SharedSecrets.Sharing> allowed = host.secrets().sharing;
            boolean said = allowed.isPresent() || mine.sharing.isPresent() || theirs.sharing.isPresent();
            List<Fault> faults = new ArrayList<>();
            for (Pair pair : mine.same(theirs)) {
                String one = named(name, pair.mine());
                String second = named(other, pair.theirs());
                if (allowed.filter(groups -> groups.allows(one, second)).isEmpty()) {
                    faults.add(fault(pair, one, second, said ? Fault.Kind.WRONG : Fault.Kind.REMARK));
                }
            }
            return faults;
        }

        private static String named(String tenant, Held held) {
            return tenant.equals(TenantsShape.RESERVED) ? held.server() : tenant + "/" + held.server();
        }

        private Fault fault(Pair pair, String one, String second, Fault.Kind kind) {
            Fault at = pair.mine().at();
            String whose = other.equals(TenantsShape.RESERVED) ? "the host" : "tenant `" + other + "`";
            return new Fault(
                    at.file(),
                    at.line(),
                    at.path(),
                    at.path() + " is the same secret as `" + pair.theirs().path() + "` of " + whose
                            + ", and tenants may not share one unasked",
                    "give each its own, or write `secrets.shared` in the host's file: [[%s, %s]]"
                            .formatted(one, second),
                    kind);
        }
    }

    /// Each of these that is one of those too, once.
    private List<Pair> same(SecretUses theirs) {
        SameSecrets<Held> byValue = new SameSecrets<>();
        held.forEach(one -> one.secret().ifPresent(secret -> byValue.add(secret, one)));
        theirs.held.forEach(one -> one.secret().ifPresent(secret -> byValue.add(secret, one)));
        Set<Held> own = new LinkedHashSet<>(held);
        List<Pair> pairs = new ArrayList<>();
        for (List<Held> group : byValue.groups()) {
            Optional<Held> other =
                    group.stream().filter(one -> !own.contains(one)).findFirst();
            other.ifPresent(second ->
                    group.stream().filter(own::contains).forEach(first -> pairs.add(new Pair(first, second))));
        }
        for (Held one : held) {
            if (pairs.stream().noneMatch(pair -> pair.mine().equals(one))) {
                theirs.held.stream()
                        .filter(other ->
                                one.reference().equals(other.reference()) && leadsAlike(one.reference(), theirs))
                        .findFirst()
                        .ifPresent(other -> pairs.add(new Pair(one, other)));
            }
        }
        return pairs;
    }

    /// Whether a reference means the same in both files.
    private boolean leadsAlike(SecretRef reference, SecretUses theirs) {
        return switch (reference) {
            case SecretRef.FromEnvironment _, SecretRef.FromFile _ -> true;
            case SecretRef.Managed managed ->
                manager(managed.manager())
                        .flatMap(ours -> theirs.manager(managed.manager()).filter(ours::isSame))
                        .isPresent();
        };
    }

    private Optional<KeeperSettings> manager(SecretRef.Managed.Kind kind) {
        return managers.stream()
                .filter(one -> one instanceof VaultSettings == (kind == SecretRef.Managed.Kind.VAULT))
                .findFirst();
    }

    @Override
    public String toString() {
        return "SecretUses(" + held.size() + ")";
    }
}

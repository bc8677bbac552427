package io.tidegate.secret;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where a Vault or OpenBao is, and how it lets us in.
///
/// @param authorities PEM file of those who may vouch for it, instead of those that Java trusts
/// @param refresh how often its secrets are looked at again
/// @param keep how long a secret is used while it can't be reached
public record VaultSettings(
        URI address,
        Optional<String> namespace,
        Optional<Path> authorities,
        Login login,
        Duration refresh,
        Duration keep)
        implements KeeperSettings {
    /// What proves who we are (Vault, Auth Methods).
    public sealed interface Login {
        /// A token as it is; it is renewed as long as it can be.
        record Token(Secret token) implements Login {}

        /// `auth/approle`.
        record AppRole(String mount, String roleId, Secret secretId) implements Login {}

        /// `auth/kubernetes`, with the token of the pod's service account, which is read anew for each login.
        record Kubernetes(String mount, String role, Path token) implements Login {}
    }

    @Override
    public boolean isSame(KeeperSettings other) {
        return other instanceof VaultSettings its
                && address.equals(its.address)
                && namespace.equals(its.namespace)
                && authorities.equals(its.authorities)
                && refresh.equals(its.refresh)
                && keep.equals(its.keep)
                && isSame(login, its.login);
    }

    private static boolean isSame(Login one, Login other) {
        return switch (one) {
            case Login.Token(Secret token) -> other instanceof Login.Token(Secret its) && token.isSame(its);
            case Login.AppRole(String mount, String role, Secret secret) ->
                other instanceof Login.AppRole(String itsMount, String itsRole, Secret its)
                        && mount.equals(itsMount)
                        && role.equals(itsRole)
                        && secret.isSame(its);
            case Login.Kubernetes kubernetes -> kubernetes.equals(other);
        };
    }
}

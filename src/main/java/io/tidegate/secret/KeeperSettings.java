package io.tidegate.secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where a secrets manager is, and for how long what it says is taken.
public sealed interface KeeperSettings permits AwsSettings, VaultSettings {
    /// PEM file of those who may vouch for it, instead of those that Java trusts.
    Optional<Path> authorities();

    /// How often its secrets are looked at again.
    Duration refresh();

    /// How long a secret is used while it can't be reached.
    Duration keep();

    /// Whether both mean the same manager, entered in the same way.
    boolean isSame(KeeperSettings other);
}

package io.tidegate.secret;

import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.secret.SecretRef.Managed;
import io.tidegate.secret.SecretSource.Fetched;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Secrets that secrets managers keep, over all readings of the configuration: each is fetched once, looked at again
/// now and then, and used for a bounded time while its manager can't be reached.
///
/// A reading begins with [#use] and ends with [#settle]: a configuration that is refused changes nothing of what is in
/// use. May be used by several threads; one at a time asks the managers.
public final class SecretManagers implements AutoCloseable {
    /// How long it may take to ask for all that a configuration uses: the rest waits for the next time.
    private static final Duration ALL_MAX = Duration.ofSeconds(8);

    private final LongSupplier nanos;
    private final InstantSource clock;
    private final boolean asks;
    private final ReentrantLock lock = new ReentrantLock();
    private Use inForce = new Use(Map.of());
    private Use read = inForce;
    private long until; // then nothing more is asked in this reading or look
    private boolean wanted;

    /// What one configuration uses.
    ///
    /// @param managers where its secrets are
    private record Use(Map<Managed.Kind, KeptSecrets> managers, Set<Managed> references) {
        Use(Map<Managed.Kind, KeptSecrets> managers) {
            this(managers, new LinkedHashSet<>());
        }
    }

    /// @param clock for requests that are signed
    public SecretManagers(InstantSource clock) {
        this(System::nanoTime, clock, true);
    }

    /// Asks nobody, and gives something in place of each secret. For whoever reads a configuration for something else.
    public static SecretManagers unasked() {
        return new SecretManagers(System::nanoTime, InstantSource.fixed(Instant.EPOCH), false);
    }

    SecretManagers(LongSupplier nanos, InstantSource clock, boolean asks) {
        this.nanos = nanos;
        this.clock = clock;
        this.asks = asks;
        this.until = nanos.getAsLong();
    }

    /// This is where secrets are for a configuration that is being read: one manager of a kind at most.
    public void use(Collection<KeeperSettings> settings) throws IOException {
        lock.lock();
        try {
            if (!asks) {
                return;
            }
            begin();
            drop(read, inForce);
            read = inForce;
            Map<Managed.Kind, KeptSecrets> managers = new EnumMap<>(Managed.Kind.class);
            for (KeeperSettings each : settings) {
                Managed.Kind kind = kind(each);
                Optional<KeptSecrets> known = Optional.ofNullable(
                                inForce.managers().get(kind))
                        .filter(manager -> manager.settings().isSame(each));
                managers.put(kind, known.isPresent() ? known.get() : enter(each));
            }
            read = new Use(managers);
        } finally {
            lock.unlock();
        }
    }

    private static Managed.Kind kind(KeeperSettings settings) {
        return switch (settings) {
            case VaultSettings _ -> Managed.Kind.VAULT;
            case AwsSettings _ -> Managed.Kind.AWS;
        };
    }

    /// The configuration that was read last is in force now, or the one before stays so.
    public void settle(boolean accepted) {
        lock.lock();
        try {
            if (accepted) {
                drop(inForce, read);
                inForce = read;
            } else {
                drop(read, inForce);
                read = inForce;
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        until = nanos.getAsLong() + ALL_MAX.toNanos();
    }

    private static void drop(Use left, Use stays) {
        left.managers().values().stream()
                .filter(manager -> !stays.managers().containsValue(manager))
                .forEach(KeptSecrets::close);
    }

    /// Whether the configuration in force has such secrets.
    public boolean isUsed() {
        lock.lock();
        try {
            return !inForce.managers().isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Whether anybody wanted such a secret.
    public boolean isWanted() {
        lock.lock();
        try {
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    private KeptSecrets enter(KeeperSettings settings) throws IOException {
        ClientSettings.Trust trust = settings.authorities()
                .<ClientSettings.Trust>map(ClientSettings.Trust.Authorities::new)
                .orElseGet(ClientSettings.Trust.JavaRuntime::new);
        HttpClient http = new HttpClient(ClientSettings.standard().withTrust(trust));
        Keeper keeper =
                switch (settings) {
                    case VaultSettings vault -> new VaultClient(vault, http, nanos);
                    case AwsSettings aws -> new AwsClient(aws, http, clock);
                };
        return new KeptSecrets(keeper, http, nanos);
    }

    /// The secret, as it was when it was last looked at.
    Fetched fetch(Managed reference) {
        lock.lock();
        try {
            wanted = true;
            if (!asks) {
                return new Fetched.Found(Secret.of("not-asked-for " + reference));
            }
            KeptSecrets manager = read.managers().get(reference.manager());
            if (manager == null) {
                return new Fetched.Missing(
                        "`" + reference + "` needs `" + reference.manager().key() + "`, which says where "
                                + reference.manager().words() + " is");
            }
            read.references().add(reference);
            return manager.fetch(reference, until);
        } finally {
            lock.unlock();
        }
    }

    /// The next reading asks for all secrets anew, and not only for those that it is time for.
    public void expire() {
        lock.lock();
        try {
            inForce.managers().values().forEach(KeptSecrets::expire);
        } finally {
            lock.unlock();
        }
    }

    /// Looks at the secrets that are in use again, when it is time. Returns whether one of them is another now.
    public boolean changed() {
        lock.lock();
        try {
            boolean changed = false;
            for (Map.Entry<Managed.Kind, KeptSecrets> each : inForce.managers().entrySet()) {
                if (each.getValue().isTime()) {
                    begin();
                    List<Managed> its = inForce.references().stream()
                            .filter(reference -> reference.manager() == each.getKey())
                            .toList();
                    changed |= each.getValue().changed(its, until);
                }
            }
            return changed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Use nothing = new Use(Map.of());
            drop(read, inForce);
            drop(inForce, nothing);
            inForce = nothing;
            read = nothing;
        } finally {
            lock.unlock();
        }
    }
}

package io.tidegate.secret;

import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.secret.SecretSource.Fetched;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secrets that a secrets manager keeps, over all readings of the configuration: each is fetched once, looked at again
/// now and then, and used for a bounded time while the manager can't be reached.
///
/// A reading begins with [#use] and ends with [#settle]: a configuration that is refused changes nothing of what is in
/// use. May be used by several threads; one at a time asks the manager.
public final class SecretManagers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecretManagers.class);
    private static final Duration SILENT_FOR = Duration.ofSeconds(3);

    /// How long it may take to ask for all that a configuration uses: the rest waits for the next time.
    private static final Duration ALL_MAX = Duration.ofSeconds(8);

    private final LongSupplier nanos;
    private final boolean asks;
    private final ReentrantLock lock = new ReentrantLock();
    private Use inForce = new Use(Optional.empty());
    private Use read = inForce;
    private long looked;
    private long until; // then nothing more is asked in this reading or look
    private boolean wanted;

    /// What one configuration uses.
    ///
    /// @param vault where its secrets are, if anywhere
    private record Use(Optional<Vault> vault, Set<SecretRef.FromVault> references) {
        Use(Optional<Vault> vault) {
            this(vault, new LinkedHashSet<>());
        }
    }

    /// A Vault, and what it said.
    private static final class Vault {
        private final VaultClient client;
        private final HttpClient http;
        private final Map<SecretRef.FromVault, Kept> kept = new HashMap<>();
        private final Set<SecretRef.FromVault> due = new HashSet<>();
        private Optional<Silence> silence = Optional.empty();

        Vault(VaultClient client, HttpClient http) {
            this.client = client;
            this.http = http;
        }
    }

    /// It did not answer: whoever asks for the next secret need not wait for that as well.
    private record Silence(String why, long until) {}

    /// @param seen when the manager last said that
    private record Kept(Fetched value, long seen) {}

    public SecretManagers() {
        this(System::nanoTime, true);
    }

    /// Asks nobody, and gives something in place of each secret. For whoever reads a configuration for something else.
    public static SecretManagers unasked() {
        return new SecretManagers(System::nanoTime, false);
    }

    SecretManagers(LongSupplier nanos, boolean asks) {
        this.nanos = nanos;
        this.asks = asks;
        this.looked = nanos.getAsLong();
        this.until = looked;
    }

    /// This is where secrets are for a configuration that is being read.
    public void use(Optional<VaultSettings> settings) throws IOException {
        lock.lock();
        try {
            if (!asks) {
                return;
            }
            begin();
            drop(read, inForce);
            Optional<Vault> known = inForce.vault().filter(vault -> settings.filter(vault.client.settings()::isSame)
                    .isPresent());
            read = new Use(known.isPresent() || settings.isEmpty() ? known : Optional.of(enter(settings.get())));
        } finally {
            lock.unlock();
        }
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
        if (!left.vault().equals(stays.vault())) {
            left.vault().ifPresent(vault -> vault.http.close());
        }
    }

    /// Whether the configuration in force has such secrets.
    public boolean isUsed() {
        lock.lock();
        try {
            return inForce.vault().isPresent();
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

    private Vault enter(VaultSettings settings) throws IOException {
        ClientSettings.Trust trust = settings.authorities()
                .<ClientSettings.Trust>map(ClientSettings.Trust.Authorities::new)
                .orElseGet(ClientSettings.Trust.JavaRuntime::new);
        HttpClient http = new HttpClient(ClientSettings.standard().withTrust(trust));
        return new Vault(new VaultClient(settings, http, nanos), http);
    }

    /// The secret, as it was when it was last looked at.
    Fetched fetch(SecretRef.FromVault reference) {
        lock.lock();
        try {
            wanted = true;
            if (!asks) {
                return new Fetched.Found(Secret.of("not-asked-for " + reference));
            }
            if (read.vault().isEmpty()) {
                return new Fetched.Missing("`" + reference + "` needs `secrets.vault`, which says where Vault is");
            }
            read.references().add(reference);
            Vault vault = read.vault().get();
            Optional<Kept> known = vault.due.remove(reference)
                    ? Optional.empty()
                    : Optional.ofNullable(vault.kept.get(reference)).filter(SecretManagers::isThere);
            return known.isPresent() ? known.get().value() : ask(vault, reference);
        } finally {
            lock.unlock();
        }
    }

    /// The next reading asks for all secrets anew, and not only for those that it is time for.
    public void expire() {
        lock.lock();
        try {
            inForce.vault().ifPresent(vault -> {
                vault.due.addAll(vault.kept.keySet());
                vault.silence = Optional.empty();
            });
        } finally {
            lock.unlock();
        }
    }

    private static boolean isThere(Kept known) {
        return known.value() instanceof Fetched.Found;
    }

    private Fetched ask(Vault vault, SecretRef.FromVault reference) {
        long now = nanos.getAsLong();
        return switch (found(vault, reference, now)) {
            case VaultClient.Found.Here(Secret secret) ->
                keep(
                        vault,
                        reference,
                        SecretSource.held(secret.reveal(Purpose.SECRETS_MANAGER), "`" + reference + "`"),
                        now);
            case VaultClient.Found.None(String why) -> keep(vault, reference, new Fetched.Missing(why, true), now);
            case VaultClient.Found.Silent(String why) -> silent(vault, reference, why, now);
        };
    }

    private static Fetched silent(Vault vault, SecretRef.FromVault reference, String why, long now) {
        Optional<Kept> before = Optional.ofNullable(vault.kept.get(reference));
        if (before.isEmpty()) {
            return keep(vault, reference, new Fetched.Missing(why, false), now);
        }
        if (!isThere(before.get())) {
            return before.get().value();
        }
        if (now - before.get().seen() >= vault.client.settings().keep().toNanos()) {
            return keep(vault, reference, new Fetched.Missing(why + ", for too long", true), now);
        }
        LOG.warn("{}; the secret {} is used as it was", why, reference);
        return before.get().value();
    }

    private static Fetched keep(Vault vault, SecretRef.FromVault reference, Fetched value, long now) {
        vault.kept.put(reference, new Kept(value, now));
        return value;
    }

    private VaultClient.Found found(Vault vault, SecretRef.FromVault reference, long now) {
        if (vault.silence.isPresent() && now - vault.silence.get().until() < 0) {
            return new VaultClient.Found.Silent(vault.silence.get().why());
        }
        if (now - until >= 0) {
            return new VaultClient.Found.Silent("Vault takes too long");
        }
        VaultClient.Found found = vault.client.read(reference);
        vault.silence = found instanceof VaultClient.Found.Silent(String why)
                ? Optional.of(new Silence(why, nanos.getAsLong() + SILENT_FOR.toNanos()))
                : Optional.empty();
        return found;
    }

    /// Looks at the secrets that are in use again, when it is time. Returns whether one of them is another now.
    public boolean changed() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            if (inForce.vault().isEmpty()) {
                return false;
            }
            Vault vault = inForce.vault().get();
            if (now - looked < vault.client.settings().refresh().toNanos()) {
                return false;
            }
            looked = now;
            begin();
            boolean changed = false;
            for (SecretRef.FromVault reference : List.copyOf(inForce.references())) {
                Optional<Kept> before = Optional.ofNullable(vault.kept.get(reference));
                Fetched next = ask(vault, reference);
                changed |= before.filter(known -> isSame(known.value(), next)).isEmpty();
            }
            return changed;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isSame(Fetched before, Fetched now) {
        return switch (before) {
            case Fetched.Found(Secret secret) -> now instanceof Fetched.Found(Secret next) && secret.isSame(next);
            case Fetched.Missing _ -> now instanceof Fetched.Missing;
        };
    }

    @Override
    public void close() {
        lock.lock();
        try {
            drop(read, inForce);
            inForce.vault().ifPresent(vault -> vault.http.close());
            inForce = new Use(Optional.empty());
            read = inForce;
        } finally {
            lock.unlock();
        }
    }
}

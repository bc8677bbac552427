package io.tidegate.secret;

import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.secret.SecretSource.Fetched;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secrets that a secrets manager keeps, over all readings of the configuration: each is fetched once, looked at again
/// now and then, and used for a bounded time while the manager can't be reached.
///
/// May be used by several threads; one at a time asks the manager.
public final class SecretManagers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecretManagers.class);

    private static final Duration SILENT_FOR = Duration.ofSeconds(3);

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SecretRef.FromVault, Kept> kept = new LinkedHashMap<>();
    private final List<SecretRef.FromVault> used = new ArrayList<>();
    private Optional<Vault> vault = Optional.empty();
    private long looked;
    private Optional<Silence> silence = Optional.empty();
    private final boolean asks;

    /// It did not answer: whoever asks for the next secret need not wait for that as well.
    private record Silence(String why, long until) {}

    /// @param http what the client speaks through
    private record Vault(VaultClient client, HttpClient http) {}

    /// @param seen when the manager last said that
    private record Kept(Fetched value, long seen) {}

    public SecretManagers() {
        this(System::nanoTime, true);
    }

    /// Asks nobody: what secrets managers keep is missing. For whoever reads a configuration for something else.
    public static SecretManagers unasked() {
        return new SecretManagers(System::nanoTime, false);
    }

    SecretManagers(LongSupplier nanos, boolean asks) {
        this.nanos = nanos;
        this.asks = asks;
        this.looked = nanos.getAsLong();
    }

    /// From now on this is where secrets are, for a configuration that is being read.
    public void use(Optional<VaultSettings> settings) throws IOException {
        lock.lock();
        try {
            used.clear();
            boolean same = settings.isPresent() == vault.isPresent()
                    && (settings.isEmpty()
                            || settings.get().isSame(vault.get().client().settings()));
            if (!same && asks) {
                leave();
                vault = settings.isPresent() ? Optional.of(enter(settings.get())) : Optional.empty();
            }
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

    private void leave() {
        vault.ifPresent(left -> left.http().close());
        vault = Optional.empty();
        kept.clear();
        silence = Optional.empty();
    }

    /// The secret, as it was when it was last looked at.
    Fetched fetch(SecretRef.FromVault reference) {
        lock.lock();
        try {
            if (!asks) {
                return new Fetched.Missing("`" + reference + "` is not asked for here");
            }
            if (vault.isEmpty()) {
                return new Fetched.Missing("`" + reference + "` needs `secrets.vault`, which says where Vault is");
            }
            used.add(reference);
            Kept known = kept.get(reference);
            return known == null || !isThere(known) ? ask(vault.get(), reference) : known.value();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isThere(Kept known) {
        return known.value() instanceof Fetched.Found;
    }

    private Fetched ask(Vault vault, SecretRef.FromVault reference) {
        long now = nanos.getAsLong();
        return switch (read(vault, reference, now)) {
            case VaultClient.Found.Here(Secret secret) ->
                keep(reference, SecretSource.held(secret.reveal(Purpose.SECRETS_MANAGER), "`" + reference + "`"), now);
            case VaultClient.Found.None(String why) -> keep(reference, new Fetched.Missing(why), now);
            case VaultClient.Found.Silent(String why) -> {
                Optional<Kept> before = Optional.ofNullable(kept.get(reference))
                        .filter(known -> isThere(known) && now - known.seen() < keep(vault));
                if (before.isEmpty()) {
                    yield keep(reference, new Fetched.Missing(why), now);
                }
                LOG.warn("{}; the secret {} is used as it was", why, reference);
                yield before.get().value();
            }
        };
    }

    private static long keep(Vault vault) {
        return vault.client().settings().keep().toNanos();
    }

    private Fetched keep(SecretRef.FromVault reference, Fetched value, long now) {
        kept.put(reference, new Kept(value, now));
        return value;
    }

    private VaultClient.Found read(Vault vault, SecretRef.FromVault reference, long now) {
        if (silence.isPresent() && now - silence.get().until() < 0) {
            return new VaultClient.Found.Silent(silence.get().why());
        }
        VaultClient.Found found = vault.client().read(reference);
        silence = found instanceof VaultClient.Found.Silent(String why)
                ? Optional.of(new Silence(why, nanos.getAsLong() + SILENT_FOR.toNanos()))
                : Optional.empty();
        return found;
    }

    /// Looks at the secrets that are in use again, when it is time. Returns whether one of them is another now.
    public boolean changed() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            boolean due = vault.isPresent()
                    && now - looked >= vault.get().client().settings().refresh().toNanos();
            if (!due) {
                return false;
            }
            looked = now;
            boolean changed = false;
            for (SecretRef.FromVault reference : List.copyOf(used)) {
                Kept before = kept.get(reference);
                changed |= before == null || !isSame(before.value(), ask(vault.get(), reference));
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
            leave();
        } finally {
            lock.unlock();
        }
    }
}

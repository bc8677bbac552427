package io.tidegate.secret;

import io.tidegate.http.HttpClient;
import io.tidegate.secret.SecretSource.Fetched;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One secrets manager, and what it said: each secret is asked for once, again when it is time, and used for a bounded
/// time while it is silent. For one thread at a time.
final class KeptSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(KeptSecrets.class);
    private static final Duration SILENT_FOR = Duration.ofSeconds(3);

    private final Keeper keeper;
    private final HttpClient http;
    private final LongSupplier nanos;
    private final Map<SecretRef.Managed, Kept> kept = new HashMap<>();
    private final Set<SecretRef.Managed> due = new HashSet<>();
    private Optional<Silence> silence = Optional.empty();
    private long looked;

    /// It did not answer: whoever asks for the next secret need not wait for that as well.
    private record Silence(String why, long until) {}

    /// @param seen when the manager last said that
    private record Kept(Fetched value, long seen) {}

    KeptSecrets(Keeper keeper, HttpClient http, LongSupplier nanos) {
        this.keeper = keeper;
        this.http = http;
        this.nanos = nanos;
        this.looked = nanos.getAsLong();
    }

    KeeperSettings settings() {
        return keeper.settings();
    }

    void close() {
        http.close();
    }

    /// Every secret is asked for anew when it is wanted.
    void expire() {
        due.addAll(kept.keySet());
        silence = Optional.empty();
    }

    /// The secret, as it was when it was last looked at.
    ///
    /// @param until when nothing more is asked
    Fetched fetch(SecretRef.Managed reference, long until) {
        Optional<Kept> known = due.remove(reference)
                ? Optional.empty()
                : Optional.ofNullable(kept.get(reference)).filter(KeptSecrets::isThere);
        return known.isPresent() ? known.get().value() : ask(reference, until);
    }

    /// Whether it is time to look at secrets again.
    boolean isTime() {
        return nanos.getAsLong() - looked >= settings().refresh().toNanos();
    }

    /// Looks at these again. Returns whether one of them is another now.
    boolean changed(List<SecretRef.Managed> references, long until) {
        looked = nanos.getAsLong();
        boolean changed = false;
        for (SecretRef.Managed reference : references) {
            Optional<Kept> before = Optional.ofNullable(kept.get(reference));
            Fetched next = ask(reference, until);
            changed |= before.filter(known -> isSame(known.value(), next)).isEmpty();
        }
        return changed;
    }

    private static boolean isThere(Kept known) {
        return known.value() instanceof Fetched.Found;
    }

    private Fetched ask(SecretRef.Managed reference, long until) {
        long now = nanos.getAsLong();
        return switch (found(reference, now, until)) {
            case Keeper.Found.Here(Secret secret) ->
                keep(reference, SecretSource.held(secret.reveal(Purpose.SECRETS_MANAGER), "`" + reference + "`"), now);
            case Keeper.Found.None(String why) -> keep(reference, new Fetched.Missing(why, true), now);
            case Keeper.Found.Silent(String why) -> silent(reference, why, now);
        };
    }

    private Fetched silent(SecretRef.Managed reference, String why, long now) {
        Optional<Kept> before = Optional.ofNullable(kept.get(reference));
        if (before.isEmpty()) {
            return keep(reference, new Fetched.Missing(why, false), now);
        }
        if (!isThere(before.get())) {
            return before.get().value();
        }
        if (now - before.get().seen() >= settings().keep().toNanos()) {
            return keep(reference, new Fetched.Missing(why + ", for too long", true), now);
        }
        LOG.warn("{}; the secret {} is used as it was", why, reference);
        return before.get().value();
    }

    private Fetched keep(SecretRef.Managed reference, Fetched value, long now) {
        kept.put(reference, new Kept(value, now));
        return value;
    }

    private Keeper.Found found(SecretRef.Managed reference, long now, long until) {
        if (silence.isPresent() && now - silence.get().until() < 0) {
            return new Keeper.Found.Silent(silence.get().why());
        }
        if (now - until >= 0) {
            return new Keeper.Found.Silent(reference.manager().words() + " takes too long");
        }
        Keeper.Found found = keeper.read(reference);
        silence = found instanceof Keeper.Found.Silent(String why)
                ? Optional.of(new Silence(why, nanos.getAsLong() + SILENT_FOR.toNanos()))
                : Optional.empty();
        return found;
    }

    private static boolean isSame(Fetched before, Fetched now) {
        return switch (before) {
            case Fetched.Found(Secret secret) -> now instanceof Fetched.Found(Secret next) && secret.isSame(next);
            case Fetched.Missing _ -> now instanceof Fetched.Missing;
        };
    }
}

package io.tidegate.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Mac;
import io.tidegate.store.Row;
import io.tidegate.store.Session;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/// Whose is this API key? Keys are stored as a keyed code (HMAC-SHA-256), so that a stolen store opens nothing.
///
/// What was looked up is believed for under a second, so that a key revoked by another process stops within one second.
/// Does not limit how often someone may guess: 256 random bits do.
public final class ApiKeys {
    /// The longest life of a key. There is no key without an end.
    public static final Duration LIFE_MAX = Duration.ofDays(366);

    /// The longest time for which a key works beside the one that replaced it.
    public static final Duration OVERLAP_MAX = Duration.ofDays(90);

    private static final Duration BELIEVED = Duration.ofMillis(900); // and 100 ms for the lookup itself
    private static final int CACHED_MAX = 10_000;
    private static final String SELECT =
            "SELECT id, family, user_id, created, expires, revoked," + " replaced_by, last_used FROM api_keys ";

    private final Store store;
    private final Mac mac;
    private final SecureRandom random;
    private final InstantSource clock;
    private final KeyUses uses;
    private final Cache<String, Optional<ApiKey>> known;

    /// Keys in `store`, coded with `mac`. `nanoTime` is a monotonic clock such as `System::nanoTime`.
    public ApiKeys(Store store, Mac mac, SecureRandom random, InstantSource clock, LongSupplier nanoTime) {
        this.store = store;
        this.mac = mac;
        this.random = random;
        this.clock = clock;
        this.uses = new KeyUses(store, Thread::startVirtualThread);
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(BELIEVED)
                .maximumSize(CACHED_MAX)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /// A new key and its text, which cannot be had again.
    public record Issued(ApiKey key, ApiKeyText text) {}

    /// Makes a key for `user` in `groups` that ends after `life`, more than zero and at most 366 days. Throws
    /// `IllegalArgumentException`, with what is wrong, for names or a life that cannot be.
    public Issued create(String user, Set<String> groups, Duration life) {
        if (Names.valid(user) && !Names.isUsers(user)) {
            throw new IllegalArgumentException("the user `" + user + "` is reserved: no name begins with `"
                    + Principal.SYSTEM_USER + "` or `" + TokenGrants.CLIENT + "`, and nobody is called `"
                    + Principal.ANONYMOUS_ID + "`");
        }
        String id = ApiKeyText.randomId(random);
        return store.write(session -> insert(session, id, id, new Wanted(user, groups, life)));
    }

    private record Wanted(String user, Set<String> groups, Duration life) {}

    /// How a key is replaced.
    ///
    /// @param overlap how long the old one works beside the new one; not longer than it would have anyway
    /// @param life of the new one; where it is not said, as long as the old one's was
    public record Rotation(Duration overlap, Optional<Duration> life) {
        public Rotation {
            if (overlap.isNegative() || overlap.compareTo(OVERLAP_MAX) > 0) {
                throw new IllegalArgumentException("an overlap is at most " + OVERLAP_MAX.toDays() + " days");
            }
        }
    }

    /// Makes the key that goes on for the key `id`: of the same user and groups, and the same caller for sessions and
    /// limits. Both in one step. Throws `IllegalArgumentException` where there is no such key, or it has ended, or
    /// was
    /// replaced already.
    public Issued rotate(String id, Rotation how) {
        Issued issued = store.write(session -> rotate(session, id, how));
        known.invalidateAll();
        return issued;
    }

    private Issued rotate(Session session, String id, Rotation how) {
        ApiKey old = session.queryOne(SELECT + "WHERE id = ?", row -> key(session, row), id)
                .orElseThrow(() -> new IllegalArgumentException("there is no key `" + id + "`"));
        Instant now = clock.instant();
        if (!old.isAlive(now)) {
            throw new IllegalArgumentException("the key `" + id + "` has ended; make a new one instead");
        }
        if (old.replacedBy().isPresent()) {
            throw new IllegalArgumentException(
                    "the key `" + id + "` was replaced by `" + old.replacedBy().get() + "`; rotate that one");
        }
        Duration life = how.life().orElse(Duration.between(old.created(), old.expires()));
        String next = ApiKeyText.randomId(random);
        Issued issued = insert(session, next, old.family(), new Wanted(old.user(), old.groups(), life));
        Instant ends = now.plus(how.overlap());
        session.execute(
                "UPDATE api_keys SET replaced_by = ?, expires = ? WHERE id = ?",
                next,
                (ends.isBefore(old.expires()) ? ends : old.expires()).toEpochMilli(),
                id);
        return issued;
    }

    /// All keys, oldest first, with those that have ended.
    public List<ApiKey> list() {
        return store.read(session -> session.query(SELECT + "ORDER BY created, id", row -> key(session, row)));
    }

    /// How many keys there ever were, and how many of them were revoked: differs whenever one is made, replaced or
    /// revoked.
    public record Tally(long made, long revoked) {}

    /// Costs a fraction of `list`.
    public Tally tally() {
        return store.read(session -> session.queryOne(
                        "SELECT COUNT(*) AS made, COUNT(revoked) AS revoked FROM api_keys",
                        row -> new Tally(row.number("made"), row.number("revoked")))
                .orElseThrow());
    }

    /// Ends the key `id` now. True when it was there and had not been revoked before.
    public boolean revoke(String id) {
        int changed = store.write(session -> session.execute(
                "UPDATE api_keys SET revoked = ? WHERE id = ? AND revoked IS NULL", clock.millis(), id));
        known.invalidateAll();
        return changed == 1;
    }

    /// Who the key with this text belongs to.
    Principal check(ApiKeyText text) throws Rejection {
        try {
            return checked(text);
        } catch (StoreException _) {
            throw new Rejection(Why.STORE_UNAVAILABLE, "API keys cannot be checked just now; try again later");
        }
    }

    private Principal checked(ApiKeyText text) throws Rejection {
        byte[] code = mac.of(text.bytes());
        ApiKey key = believed(code).orElseThrow(() -> new Rejection(Why.UNKNOWN_KEY, "the API key is not known here"));
        Instant now = clock.instant();
        if (!now.isBefore(key.expires())) {
            throw new Rejection(Why.EXPIRED, "the API key has expired; ask for a new one");
        }
        if (key.revoked().isPresent()) {
            throw new Rejection(Why.REVOKED, "the API key was revoked; ask for a new one");
        }
        return principal(key);
    }

    // Not the cache's own loading, which would hold a lock of it while the store works.
    private Optional<ApiKey> believed(byte[] code) {
        String name = new String(code, StandardCharsets.ISO_8859_1);
        Optional<ApiKey> before = known.getIfPresent(name);
        if (before != null) {
            return before;
        }
        Optional<ApiKey> found = find(code);
        known.put(name, found);
        return found;
    }

    // Looked up by its code, which no one without our key can steer: how long the search takes tells nothing.
    private Optional<ApiKey> find(byte[] code) {
        Optional<ApiKey> found = store.read(
                session -> session.queryOne(SELECT + "WHERE mac = ?", row -> key(session, row), (Object) code));
        Instant now = clock.instant();
        found.filter(key -> key.isAlive(now)).ifPresent(key -> uses.note(key, now));
        return found;
    }

    private Issued insert(Session session, String id, String family, Wanted wanted) {
        Duration life = wanted.life();
        if (life.isNegative() || life.isZero() || life.compareTo(LIFE_MAX) > 0) {
            throw new IllegalArgumentException("a key lives longer than 0 and at most " + LIFE_MAX.toDays() + " days");
        }
        Instant now = Instant.ofEpochMilli(clock.millis());
        ApiKey key = new ApiKey(
                id,
                family,
                wanted.user(),
                wanted.groups(),
                now,
                now.plus(life),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        principal(key); // refuses what could never call
        ApiKeyText text = ApiKeyText.random(random);
        session.execute(
                "INSERT INTO api_keys (id, family, mac, user_id, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                id,
                family,
                mac.of(text.bytes()),
                key.user(),
                key.created().toEpochMilli(),
                key.expires().toEpochMilli());
        for (String group : key.groups()) {
            session.execute("INSERT INTO api_key_groups (key_id, group_id) VALUES (?, ?)", id, group);
        }
        return new Issued(key, text);
    }

    private static ApiKey key(Session session, Row row) {
        String id = row.text("id");
        List<String> groups = session.query(
                "SELECT group_id FROM api_key_groups WHERE key_id = ?", group -> group.text("group_id"), id);
        return new ApiKey(
                id,
                row.optionalText("family").orElse(id),
                row.text("user_id"),
                Set.copyOf(groups),
                Instant.ofEpochMilli(row.number("created")),
                Instant.ofEpochMilli(row.number("expires")),
                instant(row.optionalNumber("revoked")),
                row.optionalText("replaced_by"),
                instant(row.optionalNumber("last_used")));
    }

    private static Optional<Instant> instant(OptionalLong millis) {
        return millis.isPresent() ? Optional.of(Instant.ofEpochMilli(millis.getAsLong())) : Optional.empty();
    }

    private static Principal principal(ApiKey key) {
        return new Principal(
                key.user(),
                key.user(),
                key.groups(),
                new Authentication.ApiKey(key.id(), key.family()),
                Optional.of(key.expires()),
                Principal.DEFAULT_TENANT);
    }
}

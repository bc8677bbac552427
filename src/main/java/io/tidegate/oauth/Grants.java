package io.tidegate.oauth;

import io.tidegate.crypto.Aead;
import io.tidegate.crypto.SealBroken;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import io.tidegate.store.Row;
import io.tidegate.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What have users let Tidegate have at servers? One grant for each user and server, sealed under a key that is not in
/// the store, and bound to both: moved to another line it does not open. It is for one address of the server alone.
public final class Grants {
    private static final int ID_BYTES = 6;
    private static final String ALL =
            "SELECT id, owner, user_id, way, server, issuer, scopes, made, renewed, sealed FROM grants";

    private final Supplier<Store> store;
    private final Aead aead;
    private final SecureRandom random;
    private final Set<String> ending = ConcurrentHashMap.newKeySet();

    public Grants(Supplier<Store> store, Aead aead, SecureRandom random) {
        this.store = store;
        this.aead = aead;
        this.random = random;
    }

    /// A grant without its tokens: for people.
    public record Listed(String id, String user, String server, String issuer, String scopes, Instant made) {}

    /// A grant with its tokens.
    ///
    /// @param at the address of the server that its tokens are for; empty where it was kept before that was noted
    record Grant(Listed listed, Owner owner, Held held, String at) {
        Tokens tokens() {
            return held.tokens();
        }
    }

    /// Where it belongs.
    ///
    /// @param at the address of the server
    record Place(Owner owner, String server, String issuer, String at) {}

    /// Another one means that a grant was made or ended.
    public record Tally(long count, long made) {}

    public Tally tally() {
        return store.get()
                .read(session -> session.queryOne(
                        "SELECT COUNT(*) AS count, COALESCE(MAX(made), 0) AS made FROM grants",
                        row -> new Tally(row.number("count"), row.number("made"))))
                .orElseThrow();
    }

    public List<Listed> list() {
        return store.get().read(session -> session.query(ALL + " ORDER BY user_id, server, id", Grants::listed));
    }

    Optional<Grant> find(Owner owner, String server) {
        return store.get()
                .read(session ->
                        session.queryOne(ALL + " WHERE owner = ? AND server = ?", this::opened, owner.key(), server))
                .flatMap(found -> found);
    }

    Optional<Grant> find(String id) {
        return store.get()
                .read(session -> session.queryOne(ALL + " WHERE id = ?", this::opened, id))
                .flatMap(found -> found);
    }

    /// The grants at that server, the one that was made or renewed last first.
    List<Grant> at(String server) {
        return store
                .get()
                .read(session ->
                        session.query(ALL + " WHERE server = ? ORDER BY renewed DESC LIMIT 8", this::opened, server))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /// Keeps what a user agreed to, instead of what there was before.
    Grant put(Place place, Held held) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = "grant-" + HexFormat.of().formatHex(bytes);
        long now = held.made().toEpochMilli();
        store.get().write(session -> {
            session.execute(
                    "DELETE FROM grants WHERE owner = ? AND server = ?",
                    place.owner().key(),
                    place.server());
            return session.execute(
                    "INSERT INTO grants (id, owner, user_id, way, server, issuer, scopes, made, renewed, sealed)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    place.owner().key(),
                    place.owner().name(),
                    place.owner().way().name(),
                    place.server(),
                    place.issuer(),
                    String.join(" ", held.tokens().scopes()),
                    now,
                    now,
                    aead.seal(written(held, place.at()), associated(id, place)));
        });
        return new Grant(
                new Listed(
                        id,
                        place.owner().name(),
                        place.server(),
                        place.issuer(),
                        String.join(" ", held.tokens().scopes()),
                        held.made()),
                place.owner(),
                held,
                place.at());
    }

    /// Keeps newer tokens of the same grant; nothing where it was withdrawn meanwhile.
    boolean renew(Grant grant, Held held) {
        Place place =
                new Place(grant.owner(), grant.listed().server(), grant.listed().issuer(), grant.at());
        return store.get()
                        .write(session -> session.execute(
                                "UPDATE grants SET sealed = ?, renewed = ? WHERE id = ?",
                                aead.seal(
                                        written(held, grant.at()),
                                        associated(grant.listed().id(), place)),
                                held.made().toEpochMilli(),
                                grant.listed().id()))
                > 0;
    }

    /// Whether it was there.
    public boolean remove(String id) {
        return store.get().write(session -> session.execute("DELETE FROM grants WHERE id = ?", id)) > 0;
    }

    /// What is done before a grant is removed.
    interface First {
        void done(Grant grant) throws OauthFailed;
    }

    /// Removes a grant, however many want to in the same moment: one of them does it, and records it before. Returns
    /// whether it was this one.
    ///
    /// Another process that removes it meanwhile is not seen.
    boolean end(String id, First first) throws OauthFailed {
        if (!ending.add(id)) {
            return false;
        }
        try {
            Optional<Grant> grant = find(id); // INVARIANT: looked for only by who alone may remove it
            if (grant.isEmpty()) {
                return false;
            }
            first.done(grant.get());
            return remove(id);
        } finally {
            ending.remove(id);
        }
    }

    private static byte[] associated(String id, Place place) {
        return String.join("\n", "grant", id, place.owner().key(), place.server(), place.issuer())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Listed listed(Row row) {
        return new Listed(
                row.text("id"),
                row.text("user_id"),
                row.text("server"),
                row.text("issuer"),
                row.text("scopes"),
                Instant.ofEpochMilli(row.number("made")));
    }

    private Optional<Grant> opened(Row row) {
        Listed listed = listed(row);
        Owner owner = new Owner(row.text("owner"), listed.user(), Owner.Way.valueOf(row.text("way")));
        Place place = new Place(owner, listed.server(), listed.issuer(), "");
        try {
            byte[] sealed = aead.open(row.bytes("sealed"), associated(listed.id(), place));
            JsonValue plain = JsonDocument.parse(sealed, JsonLimits.DEFAULT).root();
            return Optional.of(
                    new Grant(listed, owner, read(plain), plain.string("at").orElse("")));
        } catch (SealBroken | MalformedJson _) {
            return Optional.empty(); // of other keys, or of another line: it is none
        }
    }

    private static byte[] written(Held held, String at) {
        Tokens tokens = held.tokens();
        JsonWriter out = new JsonWriter()
                .object()
                .member("at", at)
                .member("access", tokens.access().reveal(Purpose.OAUTH_GRANT))
                .member("made", held.made().toEpochMilli())
                .member("asked", String.join(" ", held.asked()))
                .member("scopes", String.join(" ", tokens.scopes()));
        tokens.refresh().ifPresent(secret -> out.member("refresh", secret.reveal(Purpose.OAUTH_GRANT)));
        tokens.until().ifPresent(until -> out.member("until", until.toEpochMilli()));
        if (tokens.bound()) {
            out.member("bound", true);
        }
        return out.endObject().bytes();
    }

    private static Held read(JsonValue plain) {
        Instant made = time(plain, "made").orElse(Instant.EPOCH);
        Tokens tokens = new Tokens(
                Secret.of(plain.string("access").orElseThrow()),
                time(plain, "until"),
                plain.string("refresh").map(Secret::of),
                ServerChallenge.scopes(plain.string("scopes").orElse("")),
                Web.says(plain, "bound"));
        return Held.of(tokens, ServerChallenge.scopes(plain.string("asked").orElse("")), made);
    }

    private static Optional<Instant> time(JsonValue plain, String name) {
        return plain.get(name)
                .filter(value -> value.is(JsonKind.NUMBER))
                .map(value -> Instant.ofEpochMilli(Long.parseLong(value.json())));
    }
}

package io.tidegate.identity;

import io.tidegate.crypto.Digest;
import io.tidegate.store.Session;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Was this assertion used before (RFC 7523, section 3, `jti`)? Remembered in the store, so that every node with the
/// same store knows it, and a restart forgets none.
///
/// Nothing is forgotten early: while there are 100,000, or 20,000 of one client, no other is taken. Only clients that
/// have
/// proven who they are, with assertions of trusted issuers, get this far.
public final class SpentAssertions {
    static final long MAX = 100_000;
    static final long MAX_OF_CLIENT = 20_000;

    private final Store store;

    public SpentAssertions(Store store) {
        this.store = store;
    }

    /// One assertion.
    ///
    /// @param until when it could not be used again anyway
    record Spent(String issuer, String id, Instant until) {
        private byte[] digest() {
            return Digest.of((issuer.length() + ":" + issuer + id).getBytes(StandardCharsets.UTF_8))
                    .bytes();
        }
    }

    private enum Result {
        NEW,
        SEEN,
        TOO_MANY
    }

    /// @param client who uses it
    void spend(String client, Spent assertion, Instant now) throws Rejection {
        Result result;
        try {
            result = store.write(session -> spend(session, client, assertion, now));
        } catch (StoreException _) {
            throw new Rejection(Why.STORE_UNAVAILABLE, "it cannot be seen whether this was used; try again later");
        }
        switch (result) {
            case NEW -> {}
            case SEEN ->
                throw new Rejection(
                        Why.ASSERTION_REPLAYED, "the assertion was used before; get a new one for each use");
            case TOO_MANY ->
                throw new Rejection(
                        Why.TOO_MANY_PROOFS, "there are too many assertions to remember just now; try again later");
        }
    }

    private static Result spend(Session session, String client, Spent assertion, Instant now) {
        session.execute("DELETE FROM spent_assertions WHERE ends <= ?", now.toEpochMilli());
        if (kept(session, "SELECT COUNT(*) AS kept FROM spent_assertions") >= MAX
                || kept(session, "SELECT COUNT(*) AS kept FROM spent_assertions WHERE client = ?", client)
                        >= MAX_OF_CLIENT) {
            return Result.TOO_MANY;
        }
        int added = session.execute(
                "INSERT INTO spent_assertions (digest, ends, client) VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING",
                assertion.digest(),
                assertion.until().toEpochMilli(),
                client);
        return added == 1 ? Result.NEW : Result.SEEN;
    }

    private static long kept(Session session, String query, Object... of) {
        return session.queryOne(query, row -> row.number("kept"), of).orElseThrow();
    }
}

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
/// Nothing is forgotten early: while there are 100,000, no other is taken. Only clients that have proven who they are,
/// with assertions of trusted issuers, get this far.
public final class SpentAssertions {
    private static final long MAX = 100_000;

    private final Store store;

    public SpentAssertions(Store store) {
        this.store = store;
    }

    private enum Result {
        NEW,
        SEEN,
        TOO_MANY
    }

    /// @param until when it could not be used again anyway
    void spend(String issuer, String id, Instant now, Instant until) throws Rejection {
        Result result;
        try {
            byte[] digest = Digest.of((issuer.length() + ":" + issuer + id).getBytes(StandardCharsets.UTF_8))
                    .bytes();
            result = store.write(session -> spend(session, digest, now, until));
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

    private static Result spend(Session session, byte[] digest, Instant now, Instant until) {
        session.execute("DELETE FROM spent_assertions WHERE ends <= ?", now.toEpochMilli());
        long kept = session.queryOne("SELECT COUNT(*) AS kept FROM spent_assertions", row -> row.number("kept"))
                .orElseThrow();
        if (kept >= MAX) {
            return Result.TOO_MANY;
        }
        int added = session.execute(
                "INSERT INTO spent_assertions (digest, ends) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                digest,
                until.toEpochMilli());
        return added == 1 ? Result.NEW : Result.SEEN;
    }
}

package io.tidegate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.identity.SpentAssertions.Spent;
import io.tidegate.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does an assertion serve once, whatever others do?
final class SpentAssertionsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3600);

    private Store store;
    private SpentAssertions spent;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = Store.open(folder.resolve("state.db"));
        spent = new SpentAssertions(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void fill(String client, long count) {
        int _ = store.write(session -> session.execute("""
                WITH RECURSIVE each(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < ?)
                INSERT INTO spent_assertions (digest, ends, client) SELECT randomblob(32), ?, ? FROM each
                """, count, LATER.toEpochMilli(), client));
    }

    private void spend(String client, String id, Instant now) throws Rejection {
        spent.spend(client, new Spent("https://issuer.example", id, LATER), now);
    }

    @Test
    void oneThatWasUsedIsRefusedWhoeverBringsIt() throws Exception {
        spend("a", "1", NOW);
        assertThatThrownBy(() -> spend("a", "1", NOW)).isInstanceOfSatisfying(Rejection.class, refused -> assertThat(
                        refused.outcome().why())
                .isEqualTo(Why.ASSERTION_REPLAYED));
        assertThatThrownBy(() -> spend("b", "1", NOW)).isInstanceOfSatisfying(Rejection.class, refused -> assertThat(
                        refused.outcome().why())
                .isEqualTo(Why.ASSERTION_REPLAYED));
    }

    @Test
    void aClientThatUsesUpItsShareStopsItselfAlone() throws Exception {
        fill("greedy", SpentAssertions.MAX_OF_CLIENT);
        assertThatThrownBy(() -> spend("greedy", "1", NOW))
                .isInstanceOfSatisfying(
                        Rejection.class,
                        refused -> assertThat(refused.outcome().why()).isEqualTo(Why.TOO_MANY_PROOFS));
        spend("modest", "1", NOW);
        spend("greedy", "1-later", LATER); // what has ended is forgotten
    }

    @Test
    void allTogetherHaveABound() {
        for (int client = 0; client < SpentAssertions.MAX / SpentAssertions.MAX_OF_CLIENT; client++) {
            fill("client " + client, SpentAssertions.MAX_OF_CLIENT);
        }
        assertThatThrownBy(() -> spend("modest", "1", NOW))
                .isInstanceOfSatisfying(
                        Rejection.class,
                        refused -> assertThat(refused.outcome().why()).isEqualTo(Why.TOO_MANY_PROOFS));
    }
}

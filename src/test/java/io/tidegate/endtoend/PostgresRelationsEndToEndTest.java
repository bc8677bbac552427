package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.cedar.Value;
import io.tidegate.config.Relation;
import io.tidegate.config.Relation.Asking;
import io.tidegate.config.Relation.Database;
import io.tidegate.config.Relation.From;
import io.tidegate.relation.Relations;
import io.tidegate.relation.RelationsBroken;
import io.tidegate.relation.Times;
import io.tidegate.relation.Unanswered;
import io.tidegate.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a real PostgreSQL say who is related to what, to a user who can only read, whatever the caller is called?
@Tag("end-to-end")
@Timeout(240)
final class PostgresRelationsEndToEndTest {
    private static final String TABLES = """
            create table treats (clinician text, patient text);
            insert into treats values ('alice', 'p1'), ('alice', 'p2'), ('alice', 'p1'), ('bob', 'p3'), ('odd', null);
            insert into treats select 'many', 'p' || n from generate_series(1, 10001) n;
            create table numbers (clinician text, patient integer);
            insert into numbers values ('alice', 7);
            create role reader login password '%s';
            grant select on treats, numbers to reader;
            create table secrets (value text);
            """.formatted(Postgres.password());
    private static final String QUERY = "select patient from treats where clinician = ?";

    @TempDir
    private Path folder = Path.of("");

    private int port;

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Relations relations(String query, String password) throws RelationsBroken {
        return Relations.open(
                List.of(new Relation(
                        "treats",
                        new From.Sql(
                                new Database("127.0.0.1", port, "postgres", Optional.empty()),
                                "reader",
                                Optional.of(Secret.of(password)),
                                query,
                                new Asking(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ZERO)),
                        List.of())),
                new Times(InstantSource.system(), System::nanoTime));
    }

    private static Set<String> texts(Relations relations, String user) throws Unanswered {
        return relations.ofUser(user, Instant.MAX).texts("treats").map(Value::elements).orElseThrow().stream()
                .map(Value::text)
                .collect(Collectors.toSet());
    }

    private void fails(String query, String why) throws RelationsBroken {
        try (Relations relations = relations(query, Postgres.password())) {
            assertThat(relations.troubles("alice").get("treats"))
                    .contains(why)
                    .doesNotContain(Postgres.password())
                    .doesNotContain("alice");
        }
    }

    @Test
    void saysWhoIsRelatedToWhat() throws Exception {
        port = freePort();
        Postgres postgres = Postgres.start(folder, TABLES, port);
        try (postgres;
                Relations relations = relations(QUERY, Postgres.password())) {
            assertThat(texts(relations, "alice")).containsExactlyInAnyOrder("p1", "p2");
            assertThat(texts(relations, "nobody")).isEmpty();
            for (String odd :
                    List.of("alice' or '1'='1", "'; drop table treats; --", "%", "*", "Alice", "alice\\", "?")) {
                assertThat(texts(relations, odd)).as(odd).isEmpty();
            }
            for (String refused : List.of("many", "odd", "nul\0")) {
                assertThatThrownBy(() -> texts(relations, refused)).isInstanceOf(Unanswered.class);
            }
            assertThat(texts(relations, "bob")).containsExactly("p3");
            tellsWhatIsWrong();
            assertThat(postgres.answers("postgres", "select count(*) from treats where clinician <> 'many';"))
                    .containsExactly("5");
            assertThat(postgres.answers("postgres", "select count(*) from pg_stat_activity where usename = 'reader';"))
                    .as("those of others are gone")
                    .containsExactly("1");
            postgres.answers(
                    "postgres",
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename =" + " 'reader';");
            assertThat(texts(relations, "carl")).as("over a new connection").isEmpty();
            postgres.close(); // an orderly stop would wait for who is connected
            assertThatThrownBy(() -> texts(relations, "dora")).isInstanceOf(Unanswered.class);
            assertThat(texts(relations, "alice")).as("for its time").containsExactlyInAnyOrder("p1", "p2");
        }
    }

    private void tellsWhatIsWrong() throws Exception {
        fails("select value from secrets where value = ?", "no right to read");
        fails("select patient, clinician from treats where clinician = ?", "one column");
        fails("select array_agg(patient) from treats where clinician = ?", "one column");
        fails("select patient from treats where nothing = ?", "does not fit the database");
        fails("select patient from numbers where patient = ?", "compares it with another type");
        fails("select pg_sleep(60)::text from treats where clinician = ?", "in time");
        fails("insert into treats values (?, 'p9') returning patient", "SQLSTATE");
        fails(
                "with gone as (delete from treats returning patient) select patient from gone where patient = ?",
                "SQLSTATE");
        fails("select repeat('x', 40000000) from treats where clinician = ?", "it ");
        try (Relations relations = relations(QUERY, "wrong")) {
            assertThat(relations.troubles("alice").get("treats")).contains("does not take the user and password");
        }
        try (Relations numbers = relations("select patient from numbers where clinician = ?", Postgres.password())) {
            assertThat(texts(numbers, "alice")).containsExactly("7");
        }
    }
}

package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Are the ways out of a real database server stopped? It runs what it is given in a read-only transaction, as text: a
/// `COMMIT` in front leaves it, and whatever only reads may read everything.
@Tag("end-to-end")
final class PostgresGuardEndToEndTest {
    private static final String SERVER = "node_modules/@modelcontextprotocol/server-postgres/dist/index.js";
    private static final String SECRET = "low water at four";
    private static final String TABLES = """
            create table orders (id integer primary key, total numeric);
            insert into orders values (1, 10.5), (2, 20);
            create table users (id integer primary key, name text, password text);
            insert into users values (1, 'Ada', '%1$s');
            create table secrets (value text);
            insert into secrets values ('%1$s');
            """.formatted(SECRET);
    private static final String GUARDS = "guards: [{ tools: [query], sql: { in: [sql], absent: refused,"
            + " tables: [public.orders, public.users], columns: { public.users: [id, name] }, rows: 50 } }]";

    /// Each with the code that it is refused by.
    private static final List<List<String>> ATTACKS = List.of(
            List.of("COMMIT; DROP TABLE public.orders; --", "comment"),
            List.of("COMMIT; DROP TABLE public.orders", "statement"),
            List.of("select id from public.orders limit 1; commit; delete from public.orders", "several"),
            List.of("delete from public.orders", "statement"),
            List.of("with x as (delete from public.orders returning id) select id from x limit 1", "statement"),
            List.of("select id into stolen from public.orders limit 1", "form"),
            List.of("select value from public.secrets limit 1", "table"),
            List.of("select password from public.users limit 1", "column"),
            List.of("select u from public.users u limit 1", "column"),
            List.of("select pg_read_file('PG_VERSION') limit 1", "function"),
            List.of("copy public.secrets to stdout", "statement"),
            List.of("copy (select 1) to program 'touch copied'", "statement"),
            List.of("select query_to_xml('select value from secrets', true, true, '') limit 1", "function"),
            List.of("select nextval('ids') limit 1", "function"),
            List.of("select set_config('role', 'tide', false) limit 1", "function"));

    @TempDir
    private Path folder = Path.of("");

    @TempDir
    private Path database = Path.of("");

    private static Call query(String sql) {
        return new Call("query", "{\"sql\": \"" + sql + "\"}");
    }

    /// What fails here is not ours: without it the other test would show nothing.
    @Test
    void theServerItselfLetsCallersOut() throws IOException {
        try (Postgres postgres = Postgres.start(database, TABLES)) {
            Plan plan = Plan.list()
                    .call(query("COMMIT; DROP TABLE public.orders"))
                    .call(query("select value from public.secrets"))
                    .call(query("select pg_read_file('PG_VERSION')"));
            Steps steps = Client.TYPESCRIPT_V1.run(new Target.Stdio(Peers.node(SERVER, postgres.url())), plan, folder);
            assertThat(Steps.text(steps.results().get(1))).as(steps.context()).contains(SECRET);
            assertThat(Steps.text(steps.results().get(2))).contains("pg_read_file");
            assertThat(postgres.answers("postgres", "select count(*) from orders;"))
                    .anyMatch(line -> line.contains("does not exist"));
            postgres.stop();
        }
    }

    @Test
    void aGuardKeepsThemIn() throws IOException {
        try (Postgres postgres = Postgres.start(database, TABLES)) {
            Path url = Files.writeString(folder.resolve("database-url"), postgres.url());
            Setup setup = Setup.open()
                    .stdio("peer", Peers.node(SERVER, "${file:" + url + "}"))
                    .keys("peer", GUARDS);
            try (Gateway gateway = Gateway.start(setup, folder)) {
                gateway.awaitServer("peer");
                Plan plan = Plan.list()
                        .call(query("select o.id, u.name from public.orders o join public.users u on"
                                + " u.id = o.id where o.total > 5 order by o.id limit 50"));
                for (List<String> attack : ATTACKS) {
                    plan = plan.call(query(attack.getFirst()));
                }
                Steps steps = Client.TYPESCRIPT_V1.run(new Target.Http(gateway.url()), plan, folder);
                List<JsonNode> calls = steps.all("call");
                assertThat(Steps.text(calls.getFirst().path("result")))
                        .as(steps.context())
                        .contains("Ada");
                assertThat(calls).hasSize(1 + ATTACKS.size());
                assertThat(calls.subList(1, calls.size()))
                        .allMatch(call -> call.toString().contains("sql-not-allowed"));
                assertThat(steps.lines().toString()).doesNotContain(SECRET);
                assertThat(Recorded.calls(gateway).stream()
                                .filter(record ->
                                        record.path("reason").asString("").equals("sql-not-allowed"))
                                .map(record -> record.path("detail").asString()))
                        .isEqualTo(ATTACKS.stream()
                                .map(attack -> "sql: " + attack.getLast())
                                .toList());
                assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            }
            assertThat(postgres.answers("postgres", "select count(*), sum(total) from orders;"))
                    .containsExactly("2|30.5");
            assertThat(database.resolve("data/copied")).doesNotExist();
            postgres.stop();
        }
    }
}

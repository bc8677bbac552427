package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Era;
import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Does a server of 2024-11-05 in front of a real database work for clients of both eras: its queries, the schemas of
/// its tables, its errors, and nothing personal in what comes back?
@Tag("end-to-end")
final class PostgresEndToEndTest {
    private static final String SERVER = "node_modules/@modelcontextprotocol/server-postgres/dist/index.js";
    private static final String CUSTOMERS = """
            create table customers (id integer primary key, name text, address text);
            insert into customers values (1, 'Ada Moreau', 'ada.moreau@example.com'), (2, 'Bo Lind', 'none');
            """;
    private static final String SCHEMA = "postgres://tide@db.example.com/customers/schema";

    @TempDir
    private Path folder = Path.of("");

    @TempDir
    private Path database = Path.of("");

    @ParameterizedTest
    @EnumSource(names = {"TYPESCRIPT_V1", "TYPESCRIPT_V2_MODERN"})
    void databaseIsQueriedAndDescribed(Client client) throws IOException {
        try (Postgres postgres = Postgres.start(database, CUSTOMERS)) {
            Path url = Files.writeString(folder.resolve("database-url"), postgres.url());
            Setup setup = Setup.open().stdio("peer", Peers.node(SERVER, "${file:" + url + "}"));
            try (Gateway gateway = Gateway.start(setup, folder)) {
                gateway.awaitServer("peer");
                Steps steps = client.run(new Target.Http(gateway.url()), plan(client), folder);
                checkQueries(steps);
                checkResources(steps);
                checkTrail(Recorded.calls(gateway));
                assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            }
            postgres.stop();
        }
    }

    private static Plan plan(Client client) {
        Plan plan = client.era() == Era.MODERN ? Plan.list().negotiating() : Plan.list();
        return plan.call(query("select name, address from customers order by id"))
                .call(query("delete from customers"))
                .call(query("select count(*) from customers"))
                .step("resources/list")
                .step("resources/read {\"uri\": \"" + SCHEMA + "\"}");
    }

    private static Call query(String sql) {
        return new Call("query", "{\"sql\": \"" + sql + "\"}");
    }

    private static void checkQueries(Steps steps) {
        assertThat(steps.toolNames()).as(steps.context()).containsExactly("query");
        List<JsonNode> calls = steps.all("call");
        assertThat(Steps.text(calls.get(0).path("result")))
                .contains("Ada Moreau", "Bo Lind", "\"ad***@example.com\"")
                .doesNotContain("ada.moreau");
        assertThat(calls.get(1).path("error").path("message").asString())
                .contains("cannot execute DELETE in a read-only transaction");
        assertThat(Steps.text(calls.get(2).path("result"))).contains("\"count\": \"2\"");
    }

    private static void checkResources(Steps steps) {
        JsonNode listed = steps.result("resources/list").path("resources");
        assertThat(listed).as(steps.context()).hasSize(1);
        assertThat(listed.get(0).path("uri").asString()).isEqualTo(SCHEMA);
        JsonNode read = steps.result("resources/read").path("contents").get(0);
        assertThat(read.path("uri").asString()).isEqualTo(SCHEMA);
        assertThat(read.path("text").asString()).contains("\"column_name\": \"address\"", "\"data_type\": \"integer\"");
        assertThat(steps.lines().toString()).doesNotContain(Postgres.password());
    }

    /// What was masked is recorded by its kind and count, and neither the value nor the password stands there.
    private static void checkTrail(List<JsonNode> records) {
        List<JsonNode> calls = records.stream()
                .filter(record -> record.path("tool").asString("").equals("query"))
                .toList();
        assertThat(calls)
                .hasSize(3)
                .allMatch(call -> call.path("decision").asString().equals("released"));
        assertThat(calls.getFirst().path("rulings").toString())
                .contains("{\"what\":\"mask\",\"kind\":\"email\",\"count\":1}");
        assertThat(records)
                .anyMatch(record -> record.path("method").asString("").equals("resources/read"));
        assertThat(records.toString()).doesNotContain("ada.moreau", Postgres.password());
    }
}

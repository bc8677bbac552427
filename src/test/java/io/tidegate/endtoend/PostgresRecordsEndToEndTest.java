package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do the rows of a real database come back filtered? Its server answers with a list of rows in a block of text, and knows
/// nothing of who asks.
@Tag("end-to-end")
final class PostgresRecordsEndToEndTest {
    private static final String SERVER = "node_modules/@modelcontextprotocol/server-postgres/dist/index.js";
    private static final String TABLES = """
            create table orders (id integer primary key, owner text, team text, total integer, card text);
            insert into orders values
              (1, 'anonymous', 'north', 10, 'card-one'), (2, 'bob', 'south', 20, 'card-two'),
              (3, 'eve', 'north', 30, 'card-three'), (4, 'bob', 'west', 40, 'card-four');
            """;
    private static final String RECORDS = "records: [{ tools: [query], type: order, rows: \"/*\", id: id }]";
    private static final String POLICY = """
            permit(principal, action == Action::"call", resource);
            permit(principal, action == Action::"see", resource in RecordType::"peer/order")
            when { resource.hasTag("/owner") && resource.getTag("/owner") has text &&
                   resource.getTag("/owner").text == principal.id };
            @drop_fields("/card")
            permit(principal, action == Action::"see", resource in RecordType::"peer/order")
            when { resource.hasTag("/team") && resource.getTag("/team") has text &&
                   resource.getTag("/team").text == "north" };
            """;

    @TempDir
    private Path folder = Path.of("");

    @TempDir
    private Path database = Path.of("");

    private static Call query(String sql) {
        return new Call("query", "{\"sql\": \"" + sql + "\"}");
    }

    @Test
    void onlyRowsThatPoliciesShowComeBack() throws IOException {
        try (Postgres postgres = Postgres.start(database, TABLES)) {
            Path url = Files.writeString(folder.resolve("database-url"), postgres.url());
            Setup setup = Setup.open()
                    .stdio("peer", Peers.node(SERVER, "${file:" + url + "}"))
                    .keys("peer", RECORDS)
                    .policy(POLICY);
            try (Gateway gateway = Gateway.start(setup, folder)) {
                gateway.awaitServer("peer");
                Plan plan = Plan.list()
                        .call(query("select * from orders order by id"))
                        .call(query("select id, card from orders"))
                        .call(query("select owner, card from orders"))
                        .call(query("select 1 as id, 'anonymous' as owner, string_agg(card, ',') as note from orders"))
                        .call(query("select card from nowhere"));
                Steps steps = Client.TYPESCRIPT_V1.run(new Target.Http(gateway.url()), plan, folder);
                String all = Steps.text(steps.results().getFirst());
                assertThat(all.replaceAll("\\s", ""))
                        .as(steps.context())
                        .isEqualTo("[{\"id\":1,\"owner\":\"anonymous\",\"team\":\"north\",\"total\":10},"
                                + "{\"id\":3,\"owner\":\"eve\",\"team\":\"north\",\"total\":30}]");
                assertThat(Steps.text(steps.results().get(1))).isEqualTo("[]");
                assertThat(steps.all("call").get(2).toString()).contains("answer-not-filtered");
                assertThat(Steps.text(steps.results().get(3)))
                        .as("rows that a query makes up are what the query says: see sql-shape")
                        .contains("card-two");
                assertThat(steps.all("call").get(4).toString())
                        .contains("Nothing of the answer may be shown")
                        .doesNotContain("nowhere");
                assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            }
            postgres.stop();
        }
    }
}

package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do the rows of a real database come back filtered? Its server answers with a list of rows in a block of text, and
/// knows nothing of who asks.
@Tag("end-to-end")
final class PostgresRecordsEndToEndTest {
    private static final String SERVER = "node_modules/@modelcontextprotocol/server-postgres/dist/index.js";
    private static final String TABLES = """
            create table orders (id integer primary key, owner text, team text, total integer, card text);
            insert into orders values
              (1, 'alice', 'south', 10, 'card-one'), (2, 'bob', 'south', 20, 'card-two'),
              (3, 'eve', 'north', 30, 'card-three'), (4, 'bob', 'west', 40, 'card-four');
            """;
    private static final String RECORDS = "records: [{ tools: [query], type: order, rows: \"/*\", id: id }]";
    private static final String POLICY = """
            permit(principal, action == Action::"call", resource);
            permit(principal, action == Action::"see", resource in RecordType::"peer/order")
            when { resource.hasTag("/owner") && resource.getTag("/owner") has text &&
                   resource.getTag("/owner").text == principal.id };
            @drop_fields("/card")
            permit(principal in Group::"north", action == Action::"see", resource in RecordType::"peer/order")
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
            Setup setup = Setup.withKeys()
                    .stdio("peer", Peers.node(SERVER, "${file:" + url + "}"))
                    .keys("peer", RECORDS)
                    .policy(POLICY);
            Path alice = folder.resolve("alice.key");
            Path bob = folder.resolve("bob.key");
            try (Gateway gateway = Gateway.start(setup, folder)) {
                gateway.awaitServer("peer");
                key(alice, "alice", "--group", "north");
                key(bob, "bob", "--group", "south");
                Steps toBob = asks(gateway, bob);
                assertThat(rows(toBob, 0))
                        .as(toBob.context())
                        .isEqualTo(
                                "[{\"id\":2,\"owner\":\"bob\",\"team\":\"south\",\"total\":20,\"card\":\"card-two\"},"
                                        + "{\"id\":4,\"owner\":\"bob\",\"team\":\"west\",\"total\":40,\"card\":\"card-four\"}]");
                Steps toAlice = asks(gateway, alice);
                assertThat(rows(toAlice, 0))
                        .as(toAlice.context())
                        .isEqualTo(
                                "[{\"id\":1,\"owner\":\"alice\",\"team\":\"south\",\"total\":10,\"card\":\"card-one\"},"
                                        + "{\"id\":3,\"owner\":\"eve\",\"team\":\"north\",\"total\":30}]");
                assertThat(rows(toAlice, 1))
                        .as("rows without an owner or a team")
                        .isEqualTo("[]");
                assertThat(toAlice.all("call").get(2).toString()).contains("answer-not-filtered");
                assertThat(toAlice.all("call").get(3).toString())
                        .contains("Nothing of the answer may be shown")
                        .doesNotContain("nowhere");
                assertThat(toAlice.lines().toString()).doesNotContain("card-two", "card-three", "card-four");
                assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            }
            postgres.stop();
        }
    }

    private static String rows(Steps steps, int at) {
        return Steps.text(steps.results().get(at)).replaceAll("\\s", "");
    }

    private Steps asks(Gateway gateway, Path key) throws IOException {
        Plan plan = Plan.list()
                .call(query("select * from orders order by id"))
                .call(query("select id, card from orders"))
                .call(query("select owner, card from orders"))
                .call(query("select card from nowhere"));
        List<String> shim = Gateway.command("connect", gateway.url().toString(), "--key-file", key.toString());
        return Client.TYPESCRIPT_V1.run(new Target.Stdio(shim), plan, folder);
    }

    /// A key of a user with these groups, in a file.
    private void key(Path file, String user, String... groups) throws IOException {
        String configuration = folder.resolve("tidegate.yaml").toString();
        List<String> command = Stream.concat(
                        Gateway.command("keys", "--config", configuration, "create", user).stream(), Stream.of(groups))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String key = Stream.of(said.split("\\s+", -1))
                .filter(word -> word.startsWith("tg_"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no key was made"));
        Files.writeString(file, key);
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.secret.SecretManagers;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Whole worlds of people, servers and policies: do lists, calls, `tidegate explain`, `tidegate test` and
/// `tidegate replay` all say of each case what its file says?
@Timeout(180)
class WorldsTest {
    @TempDir
    private Path folder = Path.of("");

    static Stream<World> worlds() throws IOException {
        return World.all();
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void allWaysAgree(World world) throws Exception {
        List<HttpPeer> peers = new ArrayList<>();
        StringBuilder host = new StringBuilder("identity: { api-keys: allowed }\n");
        for (World.House house : world.houses()) {
            String lines = house.more() + servers(house, peers);
            if (house.tenant().isEmpty()) {
                host.append(lines);
            }
            house.tenant().ifPresent(tenant -> host.append("tenants:".repeat(host.indexOf("tenants:") < 0 ? 1 : 0))
                    .append("\n  %s: { configuration: %s/tidegate.yaml }".formatted(tenant, tenant)));
            furnish(house, lines);
        }
        try (Started started = Started.in(folder, host.append('\n').toString())) {
            for (World.House house : world.houses()) {
                lived(house, started);
            }
        } finally {
            peers.forEach(HttpPeer::close);
        }
    }

    private static String servers(World.House house, List<HttpPeer> peers) throws IOException {
        StringBuilder lines = new StringBuilder("servers:\n");
        for (String server : house.servers().keySet()) {
            HttpPeer peer = HttpPeer.modern("{\"tools\": {}}")
                    .on("tools/list", turn -> turn.result(house.tools(server)))
                    .on(
                            "tools/call",
                            turn -> turn.result(house.answer(
                                    server,
                                    turn.message().path("params").path("name").asString())));
            peers.add(peer);
            lines.append("  %s: { url: \"%s\"%s }%n".formatted(server, peer.url(), house.settings(server)));
        }
        return lines.toString();
    }

    private Path home(World.House house) {
        return house.tenant().map(folder::resolve).orElse(folder);
    }

    /// Its files, without its policies: those name tools, which its servers have to tell first.
    private void furnish(World.House house, String lines) throws IOException {
        Path home = Files.createDirectories(home(house));
        for (Map.Entry<String, String> file : house.files().entrySet()) {
            Files.writeString(home.resolve(file.getKey()), file.getValue());
        }
        if (house.tenant().isPresent()) {
            Files.writeString(home.resolve("test.cedar"), Started.OPEN);
            Files.writeString(
                    home.resolve("tidegate.yaml"),
                    "policy: test.cedar\nstate: state\ntrail: { directory: trail }\n"
                            + "identity: { api-keys: allowed }\n" + lines);
        }
    }

    private void lived(World.House house, Started started) throws Exception {
        TenantGateway gateway = house.tenant()
                .map(name -> {
                    Awaitility.await()
                            .until(() ->
                                    started.gateway().tenants().gateway(name).isPresent());
                    return started.gateway().tenants().gateway(name).orElseThrow();
                })
                .orElseGet(started.gateway()::own);
        gateway.awaitServers(Duration.ofSeconds(10));
        Files.writeString(home(house).resolve("test.cedar"), house.policies());
        assertThat(gateway.reload(
                        ConfigurationChoice.load(
                                folder.resolve("tidegate.yaml"), house.tenant(), SecretManagers.unasked()),
                        Map.of()))
                .isEmpty();
        URI url = house.tenant()
                .map(name -> started.url().resolve("/t/" + name + "/mcp"))
                .orElse(started.url());
        Map<String, LiveClient> clients = new HashMap<>();
        house.people().forEach((who, groups) -> {
            String key = gateway.foundation()
                    .apiKeys()
                    .create(who, Set.copyOf(groups), Duration.ofDays(1))
                    .text()
                    .reveal();
            clients.put(who, LiveClient.stateless(url, key, Scene.ALL));
        });
        for (World.Case one : house.cases()) {
            LiveClient client = Objects.requireNonNull(clients.get(one.who()), one.who());
            listed(one, client);
            called(one, client);
            explained(one, house);
        }
        tested(house);
        replayed(house);
        clients.values().forEach(LiveClient::close);
    }

    private static void listed(World.Case one, LiveClient client) throws Exception {
        JsonNode answer;
        try (Heard heard = client.asks("1", "tools/list", "")) {
            answer = heard.next();
        }
        assertThat(Scene.names(answer, "tools").contains(one.tool()))
                .as("a list shows it: %s, %s", one, answer)
                .isEqualTo(one.listed());
    }

    private static void called(World.Case one, LiveClient client) throws Exception {
        JsonNode answer;
        try (Heard heard =
                client.asks("1", "tools/call", "\"name\": \"" + one.tool() + "\", \"arguments\": " + one.arguments())) {
            answer = heard.next();
        }
        JsonNode result = answer.path("result");
        String reason = result.path("_meta")
                .path("io.tidegate/reason")
                .asString(answer.path("error")
                        .path("data")
                        .path("io.tidegate/reason")
                        .asString(""));
        String outcome =
                switch (reason) {
                    case "" -> result.has("inputRequests") ? "asks" : "allowed";
                    case "approval-needed" -> "asks";
                    case "tool-not-allowed", "unknown-tool" -> "refused";
                    default -> "allowed";
                };
        assertThat(outcome).as("the call: %s, %s", one, answer).isEqualTo(one.outcome());
        if (outcome.equals("allowed")) {
            assertThat(reason).as("a control: %s", one).isEqualTo(one.guard().orElse(""));
        }
        one.lacks().forEach(text -> assertThat(answer.toString()).as("%s", one).doesNotContain(text));
        one.sees().ifPresent(ids -> assertThat(ids(result.path("structuredContent")))
                .as("records: %s, %s", one, answer)
                .isEqualTo(ids));
    }

    private static List<String> ids(JsonNode structured) {
        List<String> ids = new ArrayList<>();
        structured.findValues("id").forEach(id -> ids.add(id.asString()));
        return ids;
    }

    private Ran ran(World.House house, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        house.tenant().ifPresent(name -> all.addAll(List.of("--tenant", name)));
        all.add("--config");
        all.add(folder.resolve("tidegate.yaml").toString());
        return Ran.of(all.toArray(String[]::new));
    }

    private void explained(World.Case one, World.House house) {
        List<String> groups = house.groups(one.who());
        List<String> words = new ArrayList<>(List.of("explain", one.who(), one.tool(), one.arguments()));
        if (!groups.isEmpty()) {
            words.add("--groups");
            words.add(String.join(",", groups));
        }
        Ran ran = ran(house, words.toArray(String[]::new));
        assertThat(ran.out()).as("%s: %s", one, ran).startsWith(one.outcome());
        assertThat(ran.code()).as("%s: %s", one, ran).isEqualTo(one.outcome().equals("allowed") ? 0 : 1);
        one.by().ifPresent(by -> assertThat(ran.out()).as("%s", one).contains(by));
    }

    private void tested(World.House house) throws IOException {
        StringBuilder cases = new StringBuilder("cases:\n");
        for (World.Case one : house.cases()) {
            String groups = house.groups(one.who()).stream().collect(Collectors.joining(", ", "[", "]"));
            cases.append("  - user: ")
                    .append(one.who())
                    .append("\n    groups: ")
                    .append(groups);
            cases.append("\n    calls: ")
                    .append(one.tool())
                    .append("\n    arguments: ")
                    .append(one.arguments());
            cases.append("\n    expect: ").append(one.outcome()).append('\n');
            one.by().ifPresent(by -> cases.append("    by: ").append(by).append('\n'));
            related(house, one.who())
                    .ifPresent(
                            line -> cases.append("    relations: ").append(line).append('\n'));
        }
        Files.writeString(home(house).resolve("world.cases.yaml"), cases);
        Ran ran = ran(house, "test");
        assertThat(ran.code()).as(ran.toString()).isZero();
    }

    /// As the files of relations have it: `NAME.csv` is the relation of that name.
    private static Optional<String> related(World.House house, String who) {
        String relations = house.files().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".csv"))
                .map(file -> file.getKey().replace(".csv", "") + ": "
                        + file.getValue()
                                .lines()
                                .filter(line -> line.startsWith(who + ","))
                                .map(line -> line.substring(who.length() + 1))
                                .collect(Collectors.joining(", ", "[", "]")))
                .collect(Collectors.joining(", "));
        return relations.isEmpty() ? Optional.empty() : Optional.of("{ " + relations + " }");
    }

    /// What was recorded is what the policies of then say, as far as all that they looked at is on record.
    private void replayed(World.House house) {
        Ran ran = ran(house, "replay", "--check");
        assertThat(ran.code()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("all are as on record");
    }
}

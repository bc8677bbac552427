package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        for (Map.Entry<String, String> file : world.files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        Scene scene = new Scene(folder);
        try (scene) {
            for (String server : world.servers().keySet()) {
                HttpPeer peer = HttpPeer.modern("{\"tools\": {}}")
                        .on("tools/list", turn -> turn.result(world.tools(server)))
                        .on(
                                "tools/call",
                                turn -> turn.result(world.answer(
                                        server,
                                        turn.message()
                                                .path("params")
                                                .path("name")
                                                .asString())));
                scene.with(server, peer, world.settings(server));
            }
            scene.more(world.more()).start();
            scene.policy(world.policies());
            Map<String, LiveClient> clients = new HashMap<>();
            world.people()
                    .forEach((who, groups) -> clients.put(
                            who,
                            LiveClient.stateless(
                                    scene.started(),
                                    scene.started().key(who, groups.toArray(String[]::new)),
                                    Scene.ALL)));
            for (World.Case one : world.cases()) {
                LiveClient client = Objects.requireNonNull(clients.get(one.who()), one.who());
                listed(one, client);
                called(one, client);
                explained(one, world.groups(one.who()));
            }
            tested(world);
            replayed();
            clients.values().forEach(LiveClient::close);
        }
    }

    private static void listed(World.Case one, LiveClient client) throws Exception {
        List<String> names = new ArrayList<>();
        try (Heard heard = client.asks("1", "tools/list", "")) {
            names.addAll(Scene.names(heard.next(), "tools"));
        }
        assertThat(names.contains(one.tool())).as("a list shows it: %s", one).isEqualTo(one.listed());
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

    private Ran ran(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--config");
        all.add(folder.resolve("tidegate.yaml").toString());
        return Ran.of(all.toArray(String[]::new));
    }

    private void explained(World.Case one, List<String> groups) {
        List<String> words = new ArrayList<>(List.of("explain", one.who(), one.tool(), one.arguments()));
        if (!groups.isEmpty()) {
            words.add("--groups");
            words.add(String.join(",", groups));
        }
        Ran ran = ran(words.toArray(String[]::new));
        assertThat(ran.out()).as("%s: %s", one, ran).startsWith(one.outcome());
        assertThat(ran.code()).as("%s: %s", one, ran).isEqualTo(one.outcome().equals("allowed") ? 0 : 1);
        one.by().ifPresent(by -> assertThat(ran.out()).as("%s", one).contains(by));
    }

    private void tested(World world) throws IOException {
        StringBuilder cases = new StringBuilder("cases:\n");
        for (World.Case one : world.cases()) {
            String groups = world.groups(one.who()).stream().collect(Collectors.joining(", ", "[", "]"));
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
            related(world, one.who())
                    .ifPresent(
                            line -> cases.append("    relations: ").append(line).append('\n'));
        }
        Files.writeString(folder.resolve("world.cases.yaml"), cases);
        Ran ran = ran("test");
        assertThat(ran.code()).as(ran.toString()).isZero();
    }

    /// As the files of relations have it: `NAME.csv` is the relation of that name.
    private static Optional<String> related(World world, String who) {
        String relations = world.files().entrySet().stream()
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
    private void replayed() {
        Ran ran = ran("replay", "--check");
        assertThat(ran.code()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("all are as on record");
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// People, servers and tools, policies, and what has to come of calls, as they stand in a file. A key that is not known
/// here is an error, so that no case means less than it says.
///
/// @param houses the gateways: the host's own, or one for each tenant
record World(String name, List<House> houses) {
    private static final Path FOLDER = Path.of("src/test/resources/io/tidegate/worlds");
    private static final Set<String> OF_ALL = Set.of("about", "policies", "tenants");
    private static final Set<String> OF_A_HOUSE =
            Set.of("about", "config", "files", "policies", "servers", "people", "cases");
    private static final Set<String> OF_CASES =
            Set.of("who", "calls", "with", "expect", "by", "listed", "sees", "lacks", "guard");

    /// What one gateway is told.
    ///
    /// @param tenant whose it is; empty where it is the host's
    /// @param more lines of its configuration
    /// @param files that it names, by name
    /// @param servers by name, each with `settings` (in YAML on one line, with a comma before each) and `tools`
    /// @param people the groups of each
    record House(
            Optional<String> tenant,
            String more,
            Map<String, String> files,
            String policies,
            Map<String, Map<String, Object>> servers,
            Map<String, List<String>> people,
            List<Case> cases) {
        /// The tools of a server, as it lists them.
        @SuppressWarnings("unchecked")
        String tools(String server) {
            JsonWriter list = new JsonWriter()
                    .object()
                    .member("resultType", "complete")
                    .name("tools")
                    .array();
            tools(server(server))
                    .forEach((name, tool) -> list.raw(("{\"name\":\"" + name + "\",\"inputSchema\":"
                                    + tool.getOrDefault("schema", "{\"type\":\"object\",\"additionalProperties\":true}")
                                    + "}")
                            .getBytes(StandardCharsets.UTF_8)));
            return new String(list.endArray().endObject().bytes(), StandardCharsets.UTF_8);
        }

        /// What a tool answers, by its name at its server.
        String answer(String server, String tool) {
            String structured = String.valueOf(
                    tools(server(server)).getOrDefault(tool, Map.of()).getOrDefault("answers", "{\"done\":true}"));
            return "{\"resultType\":\"complete\",\"structuredContent\":" + structured
                    + ",\"content\":[{\"type\":\"text\","
                    + "\"text\":"
                    + new String(new JsonWriter().text(structured).bytes(), StandardCharsets.UTF_8)
                    + "}]}";
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Map<String, Object>> tools(Map<String, Object> server) {
            return (Map<String, Map<String, Object>>) server.getOrDefault("tools", new LinkedHashMap<>());
        }

        private Map<String, Object> server(String named) {
            return Objects.requireNonNull(servers.get(named), named);
        }

        /// The groups of one of the people.
        List<String> groups(String who) {
            return Objects.requireNonNull(people.get(who), who);
        }

        String settings(String server) {
            return String.valueOf(server(server).getOrDefault("settings", ""));
        }
    }

    /// A call, and what has to come of it.
    ///
    /// @param outcome `allowed`, `refused` or `asks`, by the policies
    /// @param guard the reason for which a control refuses what policies allow
    /// @param sees the ids of the records that come back
    /// @param lacks texts that don't come back
    record Case(
            String who,
            String tool,
            String arguments,
            String outcome,
            Optional<String> by,
            boolean listed,
            Optional<List<String>> sees,
            List<String> lacks,
            Optional<String> guard) {
        @Override
        public String toString() {
            return who + " calls " + tool + " " + arguments + ": " + outcome;
        }
    }

    @Override
    public String toString() {
        return name;
    }

    static Stream<World> all() throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.list(FOLDER)) {
            found = files.sorted().toList();
        }
        return found.stream().map(World::read);
    }

    @SuppressWarnings("unchecked")
    private static World read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, Object> all = (Map<String, Object>)
                new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(text);
        List<House> houses = new ArrayList<>();
        if (all.containsKey("tenants")) {
            assertThat(OF_ALL).as("keys of %s", file).containsAll(all.keySet());
            ((Map<String, Map<String, Object>>) Objects.requireNonNull(all.get("tenants")))
                    .forEach((name, one) -> houses.add(house(Optional.of(name), common(all), one)));
        } else {
            houses.add(house(Optional.empty(), "", all));
        }
        return new World(String.valueOf(file.getFileName()).replace(".yaml", ""), List.copyOf(houses));
    }

    private static String common(Map<String, Object> all) {
        return String.valueOf(all.getOrDefault("policies", ""));
    }

    /// @param common policies of every house
    @SuppressWarnings("unchecked")
    private static House house(Optional<String> tenant, String common, Map<String, Object> one) {
        assertThat(OF_A_HOUSE).as("keys of %s", tenant).containsAll(one.keySet());
        List<Case> cases = new ArrayList<>();
        for (Map<String, Object> each : (List<Map<String, Object>>) one.getOrDefault("cases", List.of())) {
            assertThat(OF_CASES).as("keys of a case of %s", tenant).containsAll(each.keySet());
            cases.add(read(each));
        }
        assertThat(cases).as("cases of %s", tenant).isNotEmpty();
        return new House(
                tenant,
                String.valueOf(one.getOrDefault("config", "")),
                (Map<String, String>) one.getOrDefault("files", Map.of()),
                common + "\n" + one.getOrDefault("policies", ""),
                (Map<String, Map<String, Object>>) one.getOrDefault("servers", Map.of()),
                (Map<String, List<String>>) one.getOrDefault("people", Map.of()),
                cases);
    }

    @SuppressWarnings("unchecked")
    private static Case read(Map<String, Object> one) {
        String outcome = String.valueOf(one.get("expect"));
        assertThat(outcome).isIn("allowed", "refused", "asks");
        return new Case(
                String.valueOf(one.get("who")),
                String.valueOf(one.get("calls")),
                String.valueOf(one.getOrDefault("with", "{}")),
                outcome,
                Optional.ofNullable((String) one.get("by")),
                (boolean) one.getOrDefault("listed", !outcome.equals("refused")),
                Optional.ofNullable((List<String>) one.get("sees")),
                (List<String>) one.getOrDefault("lacks", List.of()),
                Optional.ofNullable((String) one.get("guard")));
    }
}

package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Environment;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Party;
import io.tidegate.identity.Principal;
import io.tidegate.policy.Decision.Answer;
import io.tidegate.toolclass.Known;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Does the short form allow what it says, and nothing that somebody makes a name or a condition of?
final class ShortFormTest extends PolicyFixture {
    private static final String SERVERS =
            "servers: { crm: { url: 'https://crm.example.com/mcp' }, docs: { url: 'https://docs.example.com/mcp' } }\n";
    private static final Principal BOB = user("bob", "admins");

    private ConfigurationResult read(String yaml) {
        return ConfigurationFile.read(
                folder.resolve("tidegate.yaml"),
                (SERVERS + yaml).getBytes(StandardCharsets.UTF_8),
                new Environment(Map.of(), Environment.DEFAULT_DATA_TYPES));
    }

    private Loaded loaded(String yaml) {
        return switch (read(yaml)) {
            case ConfigurationResult.Loaded(Configuration configuration, var _) ->
                CedarPolicies.load(configuration, KnownTools.NONE);
            case ConfigurationResult.ConfigurationFaults(var faults, var _) -> throw new AssertionError(faults);
        };
    }

    private Policies allowing(String yaml) {
        return switch (loaded(yaml)) {
            case Loaded.Ready(Policies policies, var _) -> policies;
            case Loaded.Broken(var problems) -> throw new AssertionError(problems);
        };
    }

    private List<String> mistakes(String yaml) {
        return switch (loaded(yaml)) {
            case Loaded.Ready _ -> List.of();
            case Loaded.Broken(var problems) ->
                problems.stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .toList();
        };
    }

    private String faults(String yaml) {
        return switch (read(yaml)) {
            case ConfigurationResult.Loaded _ -> "";
            case ConfigurationResult.ConfigurationFaults(var faults, var _) ->
                faults.stream().map(Object::toString).collect(Collectors.joining("\n"));
        };
    }

    private static ToolFacts tool(String id) {
        return tool(id.substring(0, id.indexOf('/')), id.substring(id.indexOf('/') + 1), Known.NO, Known.YES);
    }

    private static Answer may(Policies policies, Principal who, String tool) {
        return call(policies, who, tool(tool)).answer();
    }

    @Test
    void allowsWhatItNamesAndNothingElse() {
        Policies policies = allowing("""
                allow:
                  support: [crm__search_*, crm__get_customer]
                  admins: ["crm__*"]
                """);
        assertThat(may(policies, ALICE, "crm/search_open")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, ALICE, "crm/get_customer")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, ALICE, "crm/get_customers")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, ALICE, "crm/a_search_")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, ALICE, "docs/search_open")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, BOB, "crm/delete")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, BOB, "docs/delete")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(call(policies, BOB, new ReadFacts(Facts.Kind.PROMPT, "crm", "greet"))
                        .answer())
                .isEqualTo(Answer.NOT_PERMITTED);
    }

    @Test
    void namesTheLineOfTheEntry() {
        Policies policies = allowing("""
                allow:
                  support:
                    - crm__search_*
                    - crm__get_customer
                """);
        assertThat(call(policies, ALICE, tool("crm/get_customer")).describe())
                .isEqualTo("allowed by tidegate.yaml#2 (" + folder + "/tidegate.yaml:5)");
    }

    @Test
    void knowsGroupsRolesUsersAgentsAndEverybody() {
        Policies policies = allowing("""
                allow:
                  "role:auditor": [crm__audit]
                  "user:carol": [crm__mine]
                  "agent:bot": [crm__bot]
                  "any:user": [docs__read]
                  "any:caller": [docs__welcome]
                """);
        Principal auditor = new Principal(
                "x",
                "x",
                Set.of(),
                Set.of("auditor"),
                new Authentication.OidcToken("https://a.example.com", Optional.empty()),
                Optional.empty(),
                Principal.DEFAULT_TENANT);
        assertThat(may(policies, auditor, "crm/audit")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, user("y", "auditor"), "crm/audit")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, user("carol"), "crm/mine")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, user("z", "carol"), "crm/mine")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, agent("bot", Party.Kind.AGENT), "crm/bot")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, agent("bot", Party.Kind.PERSON), "crm/bot")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, agent("cat", Party.Kind.AGENT), "crm/bot")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, ALICE, "docs/read")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, Principal.anonymous(), "docs/read")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, Principal.anonymous(), "docs/welcome")).isEqualTo(Answer.ALLOWED);
    }

    private static Principal agent(String client, Party.Kind kind) {
        return new Principal(
                "p",
                "p",
                Set.of(),
                new Authentication.OidcToken(
                        "https://a.example.com", Optional.of(client), Set.of(), new Party(kind, Optional.empty())),
                Optional.empty(),
                Principal.DEFAULT_TENANT);
    }

    @Test
    void knowsClassesOfTools() {
        Policies policies = allowing("allow: { support: ['class:reads'], admins: ['*'], ask: ['class:destroys'] }\n");
        assertThat(call(policies, ALICE, READ).obligations()).isEmpty();
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, DELETE).answer()).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(call(policies, BOB, DELETE).obligations()).containsExactly(Obligation.APPROVAL);
        assertThat(call(policies, BOB, READ).obligations()).isEmpty();
    }

    @Test
    void allowsPromptsAndResourcesOnlyWhereTheyAreWritten() {
        Policies policies = allowing("""
                allow:
                  support:
                    - { prompts: ["crm__*"], resources: ["docs__file:///reports/*"] }
                """);
        assertThat(call(policies, ALICE, new ReadFacts(Facts.Kind.PROMPT, "crm", "greet"))
                        .allowed())
                .isTrue();
        assertThat(call(policies, ALICE, new ReadFacts(Facts.Kind.RESOURCE, "docs", "file:///reports/1"))
                        .allowed())
                .isTrue();
        assertThat(call(policies, ALICE, new ReadFacts(Facts.Kind.RESOURCE, "docs", "file:///other"))
                        .allowed())
                .isFalse();
        assertThat(may(policies, ALICE, "crm/greet")).isEqualTo(Answer.NOT_PERMITTED);
    }

    @Test
    void holdsToAConditionOnlyWhatItStandsBeside() {
        Policies policies = allowing("""
                allow:
                  support:
                    - { tools: [crm__export], when: 'context has source && context.source.isInRange(ip("10.0.0.0/8"))' }
                    - { tools: crm__list_*, when: 'false || true' }
                """);
        assertThat(may(policies, ALICE, "crm/export")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, ALICE, "crm/list_all")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, ALICE, "crm/delete")).isEqualTo(Answer.NOT_PERMITTED);
    }

    @Test
    void whatIsAskedWaitsWhoeverMayCallIt() throws IOException {
        Files.writeString(
                folder.resolve("more.cedar"),
                "permit(principal in Group::\"admins\", action, resource);"
                        + "forbid(principal, action, resource == Tool::\"crm/drop\");");
        Policies policies = allowing("""
                policy: more.cedar
                allow:
                  support: [crm__delete]
                  ask: [crm__delete, crm__drop]
                """);
        for (Principal who : List.of(ALICE, BOB)) {
            assertThat(call(policies, who, tool("crm/delete")).obligations()).containsExactly(Obligation.APPROVAL);
        }
        assertThat(may(policies, user("x"), "crm/delete")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, BOB, "crm/drop")).isEqualTo(Answer.FORBIDDEN);
        assertThat(call(policies, BOB, tool("crm/other")).obligations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true }; permit(principal, action, resource) when { true",
                "true } when { true",
                "true } unless { false",
                "true };",
                "true }; // ",
                "\\\"",
                "true } advice { true",
                "",
                "// nothing",
                "true; true",
                "true }\\n;\\npermit(principal,action,resource);\\nforbid(principal,action,resource) when { true",
            })
    void refusesConditionsThatAreMoreOrLessThanOne(String condition) {
        String yaml =
                "allow:\n  support:\n    - tools: [crm__a]\n      when: \"" + condition + "\"\n  admins: [crm__b]\n";
        if (condition.isEmpty()) {
            assertThat(faults(yaml)).contains("tidegate.yaml:5: allow.support.when");
        } else {
            assertThat(mistakes(yaml)).isNotEmpty().allSatisfy(mistake -> assertThat(mistake)
                    .startsWith("tidegate.yaml:5: "));
        }
    }

    /// An open text in one condition reaches up to the next text, so that two rules together could be read as others.
    @Test
    void refusesConditionsThatWouldReachIntoTheNextRule() {
        assertThat(mistakes("""
                allow:
                  support:
                    - { tools: [crm__a], when: 'true || "' }
                    - { tools: [crm__b], when: '" == "" };permit(principal,action,resource);' }
                """)).isNotEmpty();
    }

    @Test
    void tellsWhatIsWrongWithAConditionAtItsLine() {
        assertThat(mistakes("""
                allow:
                  support:
                    - tools: [crm__a]
                      when: resource.colour == "red"
                """))
                .singleElement()
                .asString()
                .startsWith("tidegate.yaml:5: ")
                .contains("`colour`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\"b",
                "a\\b",
                "a\\\"b",
                "a\\u{41}",
                "Größe",
                "𝒜dmin",
                "a;b",
                "a//b",
                "a'b",
                "x\"); permit(principal, action, resource); //",
                "a\u00a0b",
                "日本",
                "a{b}",
                "?principal",
            })
    void takesEveryNameForItself(String name) {
        String quoted = name.replace("'", "''");
        Policies policies =
                allowing("allow:\n  'group:" + quoted + "': ['crm__" + quoted + "', 'crm__" + quoted + "*z']\n");
        assertThat(may(policies, user("u", name), "crm/" + name)).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, user("u", name), "crm/" + name + "_z")).isEqualTo(Answer.ALLOWED);
        assertThat(may(policies, user("u", name), "crm/other")).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(may(policies, user("u", "other"), "crm/" + name)).isEqualTo(Answer.NOT_PERMITTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "everyone: [crm__a] | allow.everyone could be a group or everybody",
                "'*': [crm__a] | allow.* could be",
                "'rolle:auditor': [crm__a] | allow.rolle:auditor begins with no kind of caller",
                "'role:': [crm__a] | allow.role: needs a name behind the colon",
                "support: [crn__a] | `crn` is not a server here; did you mean `crm`?",
                "support: [crm_a] | allow.support: `crm_a` is not `SERVER__TOOL`",
                "support: [crm__] | is not `SERVER__TOOL`",
                "support: ['*__a'] | is not `SERVER__TOOL`",
                "support: [{ prompts: ['class:reads'] }] | is not `SERVER__NAME`",
                "support: [{ when: 'true' }] | needs `tools`, `prompts` or `resources`",
                "support: [{ tool: crm__a }] | did you mean `tools`?",
                "support: [] | has 0 items",
                "support: crm__a | must be a list",
                "support: ['class:destroy'] | `destroy` is not a class of tools; did you mean `destroys`?",
                "support: [1] | must be `SERVER__TOOL`",
            })
    void refusesSlips(String entry, String fault) {
        assertThat(faults("allow:\n  " + entry + "\n"))
                .contains("tidegate.yaml:3")
                .contains(fault.strip());
    }

    @Test
    void changesItsDigestWithWhatItAllows() {
        String one = allowing("allow: { support: [crm__a] }\n").digest();
        assertThat(allowing("allow: { support: [crm__b] }\n").digest()).isNotEqualTo(one);
        assertThat(allowing("\nallow: { support: [crm__a] }\n").digest()).isEqualTo(one);
    }

    @Test
    void saysTheSameInCedar() {
        Configuration configuration = ((ConfigurationResult.Loaded) read("""
                allow:
                  support: [crm__search_*]
                  ask: [{ tools: crm__delete, when: 'true' }]
                """)).configuration();
        assertThat(ShortForm.cedar(configuration.allow()))
                .extracting(ShortForm.Made::text)
                .containsExactly("""
                        permit (principal in Group::"support", action == Action::"call", resource in Server::"crm")
                        when { resource.name like "search_*" };""", """
                        @require("approval")
                        forbid (principal, action == Action::"call", resource == Tool::"crm/delete")
                        when {
                        true
                        };""");
    }
}

package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.catalog.KnownTools;
import io.tidegate.cedar.Value;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Party;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.relation.Related;
import io.tidegate.relation.Silence;
import io.tidegate.relation.Unanswered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Do policies see what a caller is related to, and is no answer never a yes?
final class RelationsInPoliciesTest {
    private static final String TREATS = """
            permit(principal, action == Action::"call", resource)
            when { principal.hasTag("treats") && context.arguments.hasTag("/patient")
                && context.arguments.getTag("/patient") has text
                && principal.getTag("treats").contains(context.arguments.getTag("/patient").text) };
            """;

    @TempDir
    private Path folder = Path.of("");

    private Loaded load(String text) {
        try {
            Path file = Files.writeString(folder.resolve("p.cedar"), text);
            return CedarPolicies.load(
                    List.of(), List.of(file), new World(KnownTools.NONE, Set.of("treats", "blocked")), file);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private CedarPolicies policies(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).as(loaded.toString()).isInstanceOf(Loaded.Ready.class);
        return ((Loaded.Ready) loaded).policies();
    }

    private static Decision ask(Policies policies, Action action, Principal who, String arguments, Related related) {
        return policies.decide(new Question(
                who,
                action,
                PolicyFixture.READ,
                Optional.of(JsonDocument.of(arguments).root()),
                PolicyFixture.NOON,
                related));
    }

    private static Decision call(Policies policies, String arguments, Related related) {
        return ask(policies, Action.CALL, PolicyFixture.ALICE, arguments, related);
    }

    /// Notes what it is asked, and has no answer.
    private static final class Silent implements Related {
        private final List<String> asked = new ArrayList<>();

        @Override
        public Optional<Value> texts(String relation) throws Unanswered {
            asked.add(relation);
            throw Silence.of(relation);
        }

        @Override
        public Set<String> unanswered() {
            return Set.copyOf(asked);
        }
    }

    @Test
    void decideByWhatACallerIsRelatedTo() {
        Policies policies = policies(TREATS);
        Related related = Related.given(Map.of("treats", Set.of("p1", "p2")));
        assertThat(call(policies, "{\"patient\": \"p1\"}", related).allowed()).isTrue();
        assertThat(call(policies, "{\"patient\": \"p3\"}", related).allowed()).isFalse();
        assertThat(call(policies, "{\"patient\": \"p1\"}", Related.given(Map.of("treats", Set.of())))
                        .allowed())
                .isFalse();
        assertThat(call(policies, "{\"patient\": \"p1\"}", Related.NONE).answer())
                .isEqualTo(Decision.Answer.NOT_PERMITTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permit(principal, action, resource) unless"
                        + " { principal.hasTag(\"blocked\") && principal.getTag(\"blocked\").contains(\"x\") };",
                "permit(principal, action, resource); forbid(principal, action, resource) when"
                        + " { principal.hasTag(\"treats\") && !principal.getTag(\"treats\").contains(\"x\") };",
                "permit(principal, action, resource); forbid(principal, action, resource) when"
                        + " { principal.hasTag(\"blocked\") && principal.getTag(\"blocked\").contains(\"x\") };",
                "permit(principal, action, resource); forbid(principal, action, resource) unless"
                        + " { !principal.hasTag(\"blocked\") };",
                "permit(principal, action, resource) when"
                        + " { !(principal.hasTag(\"blocked\") && principal.getTag(\"blocked\").contains(\"x\")) };"
            })
    void noAnswerIsNeverAYes(String text) {
        Decision decision = call(policies(text), "{}", new Silent());
        assertThat(decision.answer()).isEqualTo(Decision.Answer.NOT_DECIDABLE);
        assertThat(decision.describe()).contains("not answered: relation ");
        assertThat(decision.sentence("alice", "read")).contains("can't be looked up just now");
    }

    @Test
    void askForNothingThatNoPolicyLooksAt() {
        Silent silent = new Silent();
        Policies policies = policies("""
                permit(principal, action, resource) when { resource.readOnly || principal.hasTag("treats") };
                permit(principal in Group::"nobody", action, resource) when { principal.hasTag("treats") };
                """);
        assertThat(call(policies, "{}", silent).allowed()).isTrue();
        assertThat(silent.asked).isEmpty();
    }

    /// Who lists is shown what some relation would open, and waits for no source.
    @Test
    void listsAskNobody() {
        Silent silent = new Silent();
        Policies policies =
                policies(TREATS + "forbid(principal, action, resource) when { principal.hasTag(\"blocked\") };");
        assertThat(ask(policies, Action.LIST, PolicyFixture.ALICE, "{}", silent).allowed())
                .isTrue();
        assertThat(silent.asked).isEmpty();
        Policies others = policies(
                "permit(principal in Group::\"nobody\", action, resource) when {" + " principal.hasTag(\"treats\") };");
        assertThat(ask(others, Action.LIST, PolicyFixture.ALICE, "{}", silent).allowed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "principal.hasTag(\"treat\") | p.cedar:3: there is no relation `treat`; there are: blocked, treats",
                "principal.hasTag(\"treats\") && principal.getTag(\"treat\").isEmpty() | p.cedar:3: there is no relation",
                "principal.hasTag(principal.id) | p.cedar:3: the name of a relation is written out",
                "User::\"bob\".hasTag(\"treats\") | p.cedar:3: relations are those of the caller",
                "(if resource.readOnly then principal else principal).hasTag(\"treats\") | p.cedar:3: relations are those",
                "principal.hasTag(\"treats\") && principal.getTag(\"treats\") == \"p1\" | p.cedar:",
                "principal.getTag(\"treats\").contains(\"p1\") | p.cedar:"
            })
    void refuseSlipsAtTheirLine(String condition, String told) {
        Loaded loaded = load("// clinic\npermit(principal, action, resource)\nwhen { " + condition + " };\n");
        assertThat(loaded).isInstanceOf(Loaded.Broken.class);
        assertThat(((Loaded.Broken) loaded).problems().toString()).contains(told);
    }

    @Test
    void withoutAnyRelationEachNameIsUnknown() throws IOException {
        Path file = Files.writeString(folder.resolve("p.cedar"), TREATS);
        assertThat(CedarPolicies.load(List.of(file)).toString()).contains("`relations` in `tidegate.yaml` names none");
    }

    private static Principal token(Party.Kind kind, Optional<String> actor, String tenant) {
        return new Principal(
                "alice",
                "alice",
                Set.of(),
                new Authentication.OidcToken(
                        "https://login.example.com", Optional.of("assistant"), Set.of(), new Party(kind, actor)),
                Optional.empty(),
                tenant);
    }

    @Test
    void nameAgentsAndTenants() {
        Policies agents = policies("permit(principal in Agent::\"assistant\", action, resource);"
                + " permit(principal in Agent::\"robot\", action, resource) when { principal in Tenant::\"acme\" };");
        Policies tenants = policies("permit(principal in Tenant::\"acme\", action, resource);");
        Principal person = token(Party.Kind.PERSON, Optional.empty(), "acme");
        Principal agent = token(Party.Kind.AGENT, Optional.of("robot"), "other");
        assertThat(ask(agents, Action.CALL, person, "{}", Related.NONE).allowed())
                .as("a person's client is no agent")
                .isFalse();
        assertThat(ask(agents, Action.CALL, agent, "{}", Related.NONE).allowed())
                .isTrue();
        assertThat(ask(agents, Action.LIST, agent, "{}", Related.NONE).allowed())
                .isTrue();
        assertThat(ask(agents, Action.CALL, PolicyFixture.ALICE, "{}", Related.NONE)
                        .allowed())
                .as("what a client says of itself makes no agent")
                .isFalse();
        assertThat(ask(tenants, Action.CALL, person, "{}", Related.NONE).allowed())
                .isTrue();
        assertThat(ask(tenants, Action.CALL, agent, "{}", Related.NONE).allowed())
                .isFalse();
    }
}

package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.Principal;
import io.tidegate.toolclass.Known;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CedarPoliciesTest extends PolicyFixture {
    @Test
    void deniesEverythingWithoutPolicies() {
        for (Policies none : List.of(
                policies(""),
                policies("// permit(principal, action, resource);\n"),
                ((Loaded.Ready) CedarPolicies.load(List.of())).policies())) {
            assertThat(call(none, ALICE, READ).answer()).isEqualTo(Decision.Answer.NOT_PERMITTED);
            assertThat(list(none, ALICE, READ).allowed()).isFalse();
            assertThat(call(none, ALICE, READ).sentence("alice", "customers__read"))
                    .isEqualTo("`alice` may not call `customers__read`");
        }
    }

    @Test
    void permitsByGroupServerAndFacts() {
        Policies policies = policies("""
                permit(principal in Group::"support", action == Action::"call", resource in Server::"customers")
                when { resource.readOnly };
                """);
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, DELETE).allowed()).isFalse();
        assertThat(call(policies, user("bob", "sales"), READ).allowed()).isFalse();
        assertThat(call(policies, ALICE, tool("other", "read", Known.YES, Known.NO))
                        .allowed())
                .isFalse();
    }

    @Test
    void whatIsNotKnownCountsAsDangerous() {
        Policies policies = policies("""
                permit(principal, action, resource);
                forbid(principal, action, resource) when { resource.destructive || !resource.readOnly };
                """);
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, MYSTERY).allowed()).isFalse();
        assertThat(call(policies, ALICE, tool("a", "b", Known.NO, Known.NO)).allowed())
                .isFalse();
    }

    @Test
    void forbidsOverridePermitsAndTellTheirReason() {
        Policies policies = policies("""
                permit(principal, action, resource);

                // nobody deletes customers
                @id("no-deletes")
                @reason("customers are never deleted")
                @advice("close the account instead")
                forbid(principal, action, resource == Tool::"customers/delete");
                """);
        Decision decision = call(policies, ALICE, DELETE);
        assertThat(decision.answer()).isEqualTo(Decision.Answer.FORBIDDEN);
        assertThat(decision.determining())
                .containsExactly(
                        new PolicyRef("no-deletes", folder.resolve("main.cedar").toString(), 4));
        assertThat(decision.describe())
                .startsWith("forbidden by no-deletes (")
                .endsWith("main.cedar:4); reason: customers are never deleted");
        assertThat(decision.sentence("alice", "customers__delete"))
                .isEqualTo("`alice` may not call `customers__delete`: customers are never deleted"
                        + " (close the account instead)");
        assertThat(list(policies, ALICE, DELETE).allowed()).isFalse();
        assertThat(call(policies, ALICE, READ).determining().getFirst().id()).isEqualTo("main.cedar#1");
    }

    @Test
    void tellsAnonymousApart() {
        Policies policies =
                policies("permit(principal, action, resource) when { principal.authentication != \"anonymous\" };");
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, Principal.anonymous(), READ).allowed()).isFalse();
    }

    @Test
    void carriesTheObligationOfEveryMatchingPermit() {
        Policies policies = policies("""
                permit(principal, action, resource);
                @require("approval")
                permit(principal, action, resource) when { resource.destructive };
                """);
        assertThat(call(policies, ALICE, READ).obligations()).isEmpty();
        Decision held = call(policies, ALICE, DELETE);
        assertThat(held.allowed()).isTrue();
        assertThat(held.obligations()).containsExactly(Obligation.APPROVAL);
        assertThat(held.sentence("alice", "x")).contains("only after a person has approved it");
        assertThat(list(policies, ALICE, DELETE).obligations()).containsExactly(Obligation.APPROVAL);
    }

    @Test
    void aForbiddenCallCarriesNoObligation() {
        Policies policies = policies(
                "@require(\"approval\") permit(principal, action, resource); forbid(principal, action, resource);");
        assertThat(call(policies, ALICE, READ).obligations()).isEmpty();
    }

    @Test
    void refusesWhenAPolicyCannotBeEvaluatedThoughCedarAloneWouldSkipIt() {
        Policies policies = policies("""
                permit(principal, action, resource);
                @id("limit")
                forbid(principal, action, resource)
                when { context.arguments.hasTag("/n") && context.arguments.getTag("/n") has number
                    && context.arguments.getTag("/n").number + 1 > 100 };
                """);
        assertThat(callWith(policies, "{\"n\": 5}").allowed()).isTrue();
        assertThat(callWith(policies, "{\"n\": 100}").answer()).isEqualTo(Decision.Answer.FORBIDDEN);
        Decision failed = callWith(policies, "{\"n\": 9223372036854775807}");
        assertThat(failed.answer()).isEqualTo(Decision.Answer.NOT_DECIDABLE);
        assertThat(failed.describe()).contains("could not be evaluated: limit");
        assertThat(failed.sentence("alice", "t")).doesNotContain("limit");
    }

    @Test
    void looksAtTimeSourceAndClient() {
        Policies policies = policies("""
                permit(principal, action, resource)
                when { context.time < datetime("2026-06-01") && context has source
                    && context.source.isInRange(ip("192.0.2.0/24")) && context has client
                    && context.client == "editor" };
                """);
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        for (Circumstances other : List.of(
                new Circumstances(Instant.parse("2026-07-01T00:00:00Z"), NOON.source(), NOON.client()),
                new Circumstances(NOON.time(), Optional.of("198.51.100.1"), NOON.client()),
                new Circumstances(NOON.time(), Optional.empty(), NOON.client()),
                new Circumstances(NOON.time(), NOON.source(), Optional.of("other")))) {
            assertThat(policies.decide(new Question(ALICE, Action.CALL, READ, Optional.empty(), other))
                            .allowed())
                    .isFalse();
        }
        assertThat(list(policies, ALICE, READ).allowed()).isTrue();
    }

    @Test
    void refusesAQuestionThatCedarCannotTake() {
        Policies policies = policies("permit(principal, action, resource) when { context has source };");
        Question odd = new Question(
                ALICE,
                Action.CALL,
                READ,
                Optional.empty(),
                new Circumstances(NOON.time(), Optional.of("not an address"), Optional.empty()));
        assertThat(policies.decide(odd).answer()).isEqualTo(Decision.Answer.NOT_DECIDABLE);
    }

    @Test
    void digestChangesWithThePolicies() {
        String first = policies("permit(principal, action, resource);").digest();
        assertThat(policies("permit(principal, action, resource);").digest()).isEqualTo(first);
        assertThat(policies("forbid(principal, action, resource);").digest()).isNotEqualTo(first);
    }

    @Test
    void remembersNothingThatDependsOnTheCall() {
        Policies policies = policies(
                "permit(principal, action, resource) when { context has client && context.client == \"editor\" };");
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        Circumstances other = new Circumstances(NOON.time(), NOON.source(), Optional.of("other"));
        assertThat(policies.decide(new Question(ALICE, Action.CALL, READ, Optional.empty(), other))
                        .allowed())
                .isFalse();
    }

    @Test
    void whoLeavesAGroupLosesWhatItMay() {
        Policies policies = policies("permit(principal in Group::\"support\", action, resource);");
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, user("alice"), READ).allowed()).isFalse();
        assertThat(list(policies, ALICE, READ).allowed()).isTrue();
        assertThat(list(policies, user("alice"), READ).allowed()).isFalse();
    }

    @Test
    void promptsAreGotAndResourcesRead() {
        Facts greet = new ReadFacts(Facts.Kind.PROMPT, "customers", "greet");
        Facts file = new ReadFacts(Facts.Kind.RESOURCE, "customers", "file:///reports/a/b");
        Policies policies = policies("""
                permit(principal, action == Action::"get", resource == Prompt::"customers/greet");
                permit(principal in Group::"support", action == Action::"read", resource in Server::"customers")
                when { resource.name like "file:///reports/*" };
                """);
        assertThat(call(policies, ALICE, greet).allowed()).isTrue();
        assertThat(list(policies, ALICE, greet).allowed()).isTrue();
        assertThat(call(policies, ALICE, file).allowed()).isTrue();
        assertThat(call(policies, user("bob", "sales"), file).allowed()).isFalse();
        assertThat(call(policies, ALICE, new ReadFacts(Facts.Kind.RESOURCE, "customers", "file:///etc"))
                        .allowed())
                .isFalse();
        assertThat(call(policies, ALICE, READ).allowed()).isFalse();
    }

    @Test
    void policyWrittenForToolsAloneStaysReadable() {
        Policies policies = policies("""
                permit(principal, action, resource) when { resource.readOnly && !resource.destructive };
                permit(principal, action == Action::"call", resource in Server::"other");
                """);
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, DELETE).allowed()).isFalse();
        Policies calls = policies("permit(principal, action == Action::\"call\", resource);");
        assertThat(call(calls, ALICE, new ReadFacts(Facts.Kind.RESOURCE, "customers", "file:///a"))
                        .allowed())
                .isFalse();
    }
}

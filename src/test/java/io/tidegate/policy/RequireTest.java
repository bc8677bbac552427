package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.Decision.Answer;
import org.junit.jupiter.api.Test;

/// Does what some policy wants approved need approval, whichever policy permits it?
final class RequireTest extends PolicyFixture {
    private static final String ASKS =
            "@require(\"approval\") forbid(principal, action, resource) when { resource.destructive };\n";

    @Test
    void permitsNothingByItself() {
        Policies policies = policies(ASKS);
        assertThat(call(policies, ALICE, DELETE).answer()).isEqualTo(Answer.NOT_PERMITTED);
        assertThat(list(policies, ALICE, DELETE).allowed()).isFalse();
    }

    @Test
    void bindsWhatAPermitAllowsWithoutAWord() {
        Policies policies = policies(ASKS + "@id(\"all\") permit(principal, action, resource);");
        Decision decision = call(policies, ALICE, DELETE);
        assertThat(decision.answer()).isEqualTo(Answer.ALLOWED);
        assertThat(decision.obligations()).containsExactly(Obligation.APPROVAL);
        assertThat(decision.determining()).extracting(PolicyRef::id).containsExactly("main.cedar#1", "all");
        assertThat(call(policies, ALICE, READ).obligations()).isEmpty();
    }

    @Test
    void isToldInListsWhereItIsCertain() {
        Policies policies = policies(ASKS + "permit(principal, action, resource);");
        assertThat(list(policies, ALICE, DELETE).obligations()).containsExactly(Obligation.APPROVAL);
        assertThat(list(policies, ALICE, READ).obligations()).isEmpty();
    }

    @Test
    void hidesNothingFromLists() {
        Policies policies = policies("@require(\"approval\") forbid(principal, action, resource)\n"
                + "when { context has client && context.client == \"editor\" };\npermit(principal, action, resource);");
        assertThat(list(policies, ALICE, DELETE).allowed()).isTrue();
        assertThat(call(policies, ALICE, DELETE).obligations()).containsExactly(Obligation.APPROVAL);
    }

    @Test
    void doesNotLiftAForbid() {
        Policies policies = policies(
                ASKS + "permit(principal, action, resource);\n@id(\"no\") forbid(principal, action, resource);");
        Decision decision = call(policies, ALICE, DELETE);
        assertThat(decision.answer()).isEqualTo(Answer.FORBIDDEN);
        assertThat(decision.determining()).extracting(PolicyRef::id).containsExactly("no");
        assertThat(decision.obligations()).isEmpty();
    }

    @Test
    void refusesWhereItCannotBeEvaluated() {
        Policies policies = policies("@require(\"approval\") forbid(principal, action, resource)\n"
                + "when { 9223372036854775807 + 1 == 1 };\npermit(principal, action, resource);");
        assertThat(call(policies, ALICE, READ).answer()).isEqualTo(Answer.NOT_DECIDABLE);
    }
}

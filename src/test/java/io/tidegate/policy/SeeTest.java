package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Pointer;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.policy.Decision.Answer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who sees which records, and what are permits bound to about answers?
final class SeeTest extends PolicyFixture {
    private static final Principal BOB = user("bob");

    private static Decision see(Policies policies, Principal who, String id, String row) {
        RecordFacts record =
                new RecordFacts(READ, "customer", id, JsonDocument.of(row).root());
        return policies.decide(new Question(
                who,
                Action.SEE,
                record,
                Optional.of(JsonDocument.of("{\"of\":\"bob\"}").root()),
                NOON));
    }

    private static boolean sees(Policies policies, Principal who, String row) {
        return see(policies, who, "7", row).allowed();
    }

    @Test
    void nobodySeesWhatNoPolicyShows() {
        Policies policies = policies("permit(principal, action, resource);\n"
                + "permit(principal, action == Action::\"call\", resource in Server::\"customers\");");
        assertThat(see(policies, ALICE, "7", "{}").answer()).isEqualTo(Answer.NOT_PERMITTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resource in RecordType::\"customers/customer\" | true",
                "resource in RecordType::\"customers/order\" | false",
                "resource in Server::\"customers\" | true",
                "resource in Tool::\"customers/read\" | true",
                "resource in Tool::\"customers/other\" | false",
                "resource == Record::\"customers/customer/7\" | true",
                "resource == Record::\"customers/customer/8\" | false",
                "resource in Class::\"reads\" | true",
                "resource is Record | true",
                "resource is Tool | false"
            })
    void headsNameRecordsByWhatTheyAre(String head, boolean seen) {
        Policies policies = policies("permit(principal, action in [Action::\"call\", Action::\"see\"], " + head + ");");
        assertThat(sees(policies, ALICE, "{}")).isEqualTo(seen);
    }

    @Test
    void conditionsSeeItsValuesTheCallerAndTheArguments() {
        Policies own = policies(
                "permit(principal, action == Action::\"see\", resource) when { resource.hasTag(\"/by/id\")"
                        + " && resource.getTag(\"/by/id\") has text && resource.getTag(\"/by/id\").text == principal.id };");
        assertThat(sees(own, ALICE, "{\"by\":{\"id\":\"alice\"}}")).isTrue();
        assertThat(sees(own, BOB, "{\"by\":{\"id\":\"alice\"}}")).isFalse();
        assertThat(sees(own, ALICE, "{\"by/id\":\"alice\",\"by\":{\"id\":1}}")).isFalse();

        Policies asked = policies("permit(principal, action == Action::\"see\", resource) when {"
                + " context.arguments.hasTag(\"/of\") && context.arguments.getTag(\"/of\") has text"
                + " && context.arguments.getTag(\"/of\").text == principal.id && resource.id == \"7\""
                + " && resource.type == \"customer\" && resource.name == \"customer/7\" && resource.readOnly };");
        assertThat(sees(asked, BOB, "{}")).isTrue();
        assertThat(sees(asked, ALICE, "{}")).isFalse();
        assertThat(see(asked, BOB, "8", "{}").allowed()).isFalse();
    }

    @Test
    void whatWasWrittenForToolsCanBeReadForRecords() {
        Policies policies = policies(
                "forbid(principal, action, resource) unless { resource.readOnly &&"
                        + " context.time > datetime(\"2026-01-01\") };\npermit(principal, action == Action::\"see\", resource);");
        assertThat(sees(policies, ALICE, "{}")).isTrue();
    }

    @Test
    void forbidsCountWhereverTheyApply() {
        String permit = "permit(principal, action == Action::\"see\", resource);\n";
        assertThat(sees(
                        policies(permit + "forbid(principal, action, resource in Server::\"customers\");"),
                        ALICE,
                        "{}"))
                .isFalse();
        assertThat(sees(
                        policies(permit
                                + "forbid(principal, action == Action::\"call\", resource in Server::\"customers\");"),
                        ALICE,
                        "{}"))
                .isTrue();
        assertThat(see(
                                policies(permit + "forbid(principal, action == Action::\"see\", resource) when {"
                                        + " 9223372036854775807 + 1 > 0 };"),
                                ALICE,
                                "7",
                                "{}")
                        .answer())
                .isEqualTo(Answer.NOT_DECIDABLE);
    }

    @Test
    void obligationsOfAllThatApplyAddUp() {
        Policies policies = policies("""
                @mask("/a, /b/*") permit(principal, action == Action::"see", resource);
                @drop_fields("/c") @limit_rows("5")
                permit(principal, action == Action::"see", resource in Server::"customers");
                @mask("/d") permit(principal in Group::"others", action == Action::"see", resource);
                permit(principal, action == Action::"see", resource is Record);
                """);
        assertThat(see(policies, ALICE, "7", "{}").obligations())
                .containsExactlyInAnyOrder(
                        new Obligation.Mask(new Pointer("/a")),
                        new Obligation.Mask(new Pointer("/b/*")),
                        new Obligation.Drop(new Pointer("/c")),
                        new Obligation.LimitRows(5));
    }

    @Test
    void theDecisionAboutACallSaysWhatItsAnswerIsBoundTo() {
        Policies policies = policies("@id(\"one\") @mask(\"/a\") @log(\"why\") permit(principal, action, resource)\n"
                + "when { context has client && context.client == \"editor\" };");
        assertThat(call(policies, ALICE, READ).describe())
                .startsWith("allowed by one (")
                .endsWith("; requires log: why, mask /a");
        // a task has no arguments: it is bound to what any call may be bound to
        assertThat(list(policies, ALICE, READ).obligations()).contains(new Obligation.Mask(new Pointer("/a")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@mask(\"email\") permit(principal, action, resource); | `email` is no JSON pointer",
                "@mask(\"/a,\") permit(principal, action, resource); | `` is no JSON pointer",
                "@mask(\"/a~2\") permit(principal, action, resource); | is no JSON pointer",
                "@drop_fields(\" \") permit(principal, action, resource); | needs a text",
                "@limit_rows(\"many\") permit(principal, action, resource); | is no whole number from 1 to 100000",
                "@limit_rows(\"0\") permit(principal, action, resource); | is no whole number",
                "@mask(\"/a\") forbid(principal, action, resource); | stands on a `forbid`",
                "@log(\"a\") forbid(principal, action, resource); | stands on a `forbid`",
                "@mask(\"/a\") permit(principal, action == Action::\"read\", resource); | has to be about `call` or `see`",
                "@log(\"a\") permit(principal, action == Action::\"see\", resource); | is about none of them",
                "@require(\"approval\") permit(principal, action == Action::\"see\", resource); | by then the call was made",
                "@limit_row(\"5\") permit(principal, action, resource); | `@limit_row` is not known"
            })
    void mistakesAreToldWithTheirLine(String policy, String told) {
        assertThat(problems("// one\n" + policy))
                .singleElement()
                .asString()
                .startsWith("main.cedar:2: ")
                .contains(told);
    }

    @Test
    void aMisspeltAttributeOfARecordIsAnError() {
        assertThat(problems("permit(principal, action == Action::\"see\", resource) when { resource.owner == \"a\" };"))
                .singleElement()
                .asString()
                .contains("owner");
    }
}

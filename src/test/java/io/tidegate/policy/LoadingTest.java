package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.catalog.KnownTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoadingTest extends PolicyFixture {
    @Test
    void findsEveryProblemWithItsLine() {
        assertThat(problems("""
                        permit(principal, action, resource);

                        // a comment with "a quote
                        permit(principal, action, resource)
                        when {
                            "é" == "é" &&
                            resource.colour == "red"
                        };
                        permit(principal in Team::"x", action == Action::"list", resource);
                        """))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("main.cedar:7: ").contains("`colour`"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("main.cedar:9: ").contains("`Team`"))
                .anySatisfy(problem -> assertThat(problem).contains("listing follows from calling"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "forbid(principal action, resource); | main.cedar:1: unexpected token `action`",
                "permit(principal, action, resource) | main.cedar:1: unexpected end of input",
                "permit(principal == ?principal, action, resource); | main.cedar:1: expected a static policy",
                "@requires(\"approval\") permit(principal, action, resource); | main.cedar:1: `@requires` is not known",
                "@require(\"aproval\") permit(principal, action, resource); | main.cedar:1: `@require(\"aproval\")` is not",
                "@require permit(principal, action, resource); | main.cedar:1: `@require` needs a text",
                "; | main.cedar:1: ",
                "permit(principal, action, resource) when { context.arguments.getTag(\"/a\").flag }; | main.cedar:1: ",
                "permit(principal, action, resource) when { \"open }; | main.cedar:1: ",
            })
    void refusesWhatIsNoPolicy(String text, String problem) {
        assertThat(problems(text).getFirst()).startsWith(problem.strip());
    }

    @Test
    void seesAPolicyBehindACarriageReturn() {
        Policies policies =
                policies("permit(principal, action, resource); // allow\rforbid(principal, action, resource);");
        assertThat(call(policies, ALICE, READ).answer()).isEqualTo(Decision.Answer.FORBIDDEN);
    }

    @Test
    void isNotMisledByStringsAndComments() {
        Policies policies = policies("""
                @reason("semi; // colon \\" forbid(principal, action, resource);")
                permit(principal, action, resource) // ; "
                when { resource.name != "; //" };
                """);
        Decision decision = call(policies, ALICE, READ);
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.reason()).contains("semi; // colon \" forbid(principal, action, resource);");
    }

    @Test
    void refusesTheSameIdTwice() {
        assertThat(
                        problems(
                                "@id(\"a\") permit(principal, action, resource);\n@id(\"a\") forbid(principal, action, resource);"))
                .singleElement()
                .asString()
                .startsWith("main.cedar:2: the id `a` is already that of")
                .contains("main.cedar:1");
    }

    @Test
    void warnsOfAPolicyThatCanNeverMatch() {
        Loaded loaded =
                load("permit(principal, action, resource) when { resource.readOnly && !resource.readOnly && false };");
        assertThat(loaded).isInstanceOfSatisfying(Loaded.Ready.class, ready -> assertThat(ready.warnings())
                .isNotEmpty());
    }

    /// A `forbid` that fits nothing forbids nothing.
    @Test
    void warnsOfUrisThatNoResourceHas() throws IOException {
        Path file = Files.writeString(folder.resolve("uris.cedar"), """
                forbid (principal, action, resource) when { resource.name like "FILE:///v%61ult/*" };
                forbid (principal, action, resource == Resource::"docs/file:/plan");
                forbid (principal, action, resource) when { ["file:///a//b", "ui://chart"].contains(resource.name) };
                forbid (principal, action, resource) when { resource.name like "file:///vault/*" };
                forbid (principal, action, resource == Resource::"docs/file:///plan");
                forbid (principal, action, resource) when { resource.name like "file:*" };
                forbid (principal, action, resource) when { resource.name like "https://vault.exam*" };
                forbid (principal, action, resource) when { resource.name like "postgres://app@db:5432/*" };
                forbid (principal, action, resource) when { resource.name == "file:///reports/" };
                forbid (principal, action, resource) when { resource.name like "https://Vault.example:443/*" };
                forbid (principal, action, resource) when { resource.name like "docs://Vault/*" };
                forbid (principal, action, resource) when { ["ui://Chart", "ui://chart"].contains(resource.name) };
                """);
        assertThat(CedarPolicies.load(List.of(file)))
                .isInstanceOfSatisfying(Loaded.Ready.class, ready -> assertThat(ready.warnings())
                        .extracting(Problem::toString)
                        .containsExactly(
                                file + ":1: no resource has a URI that is written `FILE:///v%61ult/*`: policies see"
                                        + " `file:///vault/*`",
                                file + ":2: no resource has a URI that is written `file:/plan`: policies see"
                                        + " `file:///plan`",
                                file + ":3: no resource has a URI that is written `file:///a//b`",
                                file + ":9: no resource has a URI that is written `file:///reports/`: policies see"
                                        + " `file:///reports`",
                                file + ":10: no resource has a URI that is written `https://Vault.example:443/*`:"
                                        + " policies see `https://vault.example/*`",
                                file + ":11: what is written `docs://Vault/*` is judged as `docs://vault/*` too:"
                                        + " name that as well"));
    }

    @Test
    void refusesMissingFilesAndTextThatIsNotUtf8() throws IOException {
        Path binary = Files.write(folder.resolve("binary.cedar"), new byte[] {(byte) 0xFF});
        Loaded loaded = CedarPolicies.load(List.of(folder.resolve("none.cedar"), binary));
        assertThat(loaded).isInstanceOfSatisfying(Loaded.Broken.class, broken -> assertThat(broken.problems())
                .extracting(Problem::message)
                .containsExactly("there is no such file", "the file is not UTF-8 text"));
    }

    @Test
    void readsAFolderInOrderAndNothingElse() throws IOException {
        Files.writeString(
                folder.resolve("b.cedar"), "forbid(principal, action, resource) when { resource.destructive };");
        Files.writeString(folder.resolve("notes.txt"), "not a policy");
        Policies policies = policies("permit(principal, action, resource);");
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, DELETE).allowed()).isFalse();
    }

    /// What is given is remembered only where somebody looks.
    @ParameterizedTest
    @CsvSource(
            delimiter = '%',
            value = {
                "context.sessionLabels.contains(\"x\") % true",
                "context has sessionLabels % true",
                "principal.id == \"x\" && (resource.readOnly || context.sessionLabels.isEmpty()) % true",
                "context == context % true",
                "(if resource.readOnly then context else context).sessionLabels.isEmpty() % true",
                "context has client && context.client == \"sessionLabels\" % false",
                "resource.name == \"sessionLabels\" % false"
            })
    void knowWhetherTheyLookBack(String condition, boolean lookBack) {
        assertThat(policies("permit(principal, action == Action::\"call\", resource) when { " + condition + " };")
                        .lookBack())
                .isEqualTo(lookBack);
        assertThat(policies("forbid(principal, action == Action::\"call\", resource) unless { " + condition + " };")
                        .lookBack())
                .isEqualTo(lookBack);
    }

    /// A memory that lacks what another node let out would be worse than none.
    @Test
    void nodesThatDontTellEachOtherCantLookBack() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.cedar"),
                "permit(principal, action, resource);\nforbid(principal, action, resource)"
                        + " when { context.sessionLabels.contains(\"x\") };");
        World alone = new World(KnownTools.NONE, Set.of());
        World oneOfMany = new World(KnownTools.NONE, Optional.of(Set.of()), Optional.empty(), false);
        assertThat(CedarPolicies.load(List.of(), List.of(file), alone, file)).isInstanceOf(Loaded.Ready.class);
        Loaded broken = CedarPolicies.load(List.of(), List.of(file), oneOfMany, file);
        assertThat(((Loaded.Broken) broken).problems().toString())
                .contains("a.cedar:2", "context.sessionLabels", "cluster");
    }

    @Test
    void theExamplesOfThePageAreRight() throws IOException {
        String page = Files.readString(Path.of("docs/policy.md"));
        String examples = java.util.regex.Pattern.compile("```cedar\n(.*?)```", java.util.regex.Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(example -> example.group(1))
                .collect(java.util.stream.Collectors.joining("\n"));
        Path file = Files.writeString(folder.resolve("page.cedar"), examples);
        Policies policies = ((Loaded.Ready) CedarPolicies.load(
                        List.of(), List.of(file), new World(KnownTools.NONE, Set.of("treats")), file))
                .policies();
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, MYSTERY).obligations())
                .containsExactlyInAnyOrder(Obligation.APPROVAL, Obligation.CONFIRMATION);
        assertThat(call(policies, ALICE, DELETE).answer()).isEqualTo(Decision.Answer.FORBIDDEN);
    }

    @Test
    void takesTextsOfAnyCharacters() {
        Policies policies = policies("""
                // \uD83D\uDE00 in a comment
                permit(principal, action, resource) when { principal.id == "\uD83D\uDE00ada" };
                forbid(principal, action, resource) when { resource.name like "\uD83D\uDE00*" };
                """);
        assertThat(call(policies, user("\uD83D\uDE00ada"), READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, READ).allowed()).isFalse();
    }

    @Test
    void takesLongPoliciesAndSaysWhenOneIsTooLong() {
        String many = IntStream.range(0, 400)
                .mapToObj(number -> "principal.id == \"user" + number + "\"")
                .collect(Collectors.joining(" || "));
        Policies policies = policies("permit(principal, action, resource) when { " + many + " };");
        assertThat(call(policies, user("user399"), READ).allowed()).isTrue();
        assertThat(call(policies, user("user400"), READ).allowed()).isFalse();

        String more = String.join(" || ", Collections.nCopies(900, "principal.id == \"a\""));
        assertThat(problems("permit(principal, action, resource);\npermit(principal, action, resource) when { " + more
                        + " };"))
                .containsExactly(
                        "main.cedar:2: the policy is nested too deeply, or has more than 500 operators in a row;"
                                + " split it, or use a set");
    }
}

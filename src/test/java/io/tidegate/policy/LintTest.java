package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Does the check of policies say what does nothing or too much, and nothing else?
final class LintTest extends PolicyFixture {
    private static final String SUPPORT_READS =
            "permit(principal in Group::\"support\", action == Action::\"call\", resource in Server::\"customers\");\n";

    private List<String> lint(String text) {
        return ((Loaded.Ready) load(text))
                .policies().lint().stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .toList();
    }

    @Test
    void saysNothingOfWhatIsInOrder() {
        assertThat(lint(SUPPORT_READS
                        + "forbid(principal, action == Action::\"call\", resource == Tool::\"customers/delete\");\n"
                        + "permit(principal in Group::\"admins\", action, resource);\n"
                        + "permit(principal, action == Action::\"call\", resource in Class::\"reads\");"))
                .isEmpty();
    }

    @Test
    void findsPermitsThatAreForbidden() {
        assertThat(lint("forbid(principal, action, resource in Server::\"customers\");\n"
                        + "permit(principal in Group::\"support\", action == Action::\"call\", resource =="
                        + " Tool::\"customers/read\") when { context.time > datetime(\"2026-01-01\") };"))
                .singleElement()
                .asString()
                .startsWith("main.cedar:2: permits nothing: all of it is forbidden by main.cedar#1");
    }

    /// A forbid under a condition leaves something, and one with `@require` too.
    @Test
    void leavesPermitsThatAreForbiddenInPart() {
        String condition = " when { resource.destructive }";
        assertThat(lint("forbid(principal, action, resource)" + condition + ";\n" + SUPPORT_READS))
                .isEmpty();
        assertThat(lint("@require(\"approval\")\nforbid(principal, action, resource);\n" + SUPPORT_READS))
                .isEmpty();
        assertThat(lint("forbid(principal, action, resource)" + condition + ";\n"
                        + "permit(principal in Group::\"support\", action, resource)" + condition + ";"))
                .singleElement()
                .asString()
                .contains("permits nothing");
    }

    @Test
    void findsPermitsThatOthersCover() {
        assertThat(lint(SUPPORT_READS
                        + "permit(principal in Group::\"support\", action == Action::\"call\", resource =="
                        + " Tool::\"customers/read\");"))
                .singleElement()
                .asString()
                .contains("main.cedar:2: permits only what is permitted already by main.cedar#1");
        assertThat(lint(SUPPORT_READS + SUPPORT_READS))
                .singleElement()
                .asString()
                .startsWith("main.cedar:2");
        assertThat(lint(SUPPORT_READS
                        + "@require(\"approval\")\npermit(principal in Group::\"support\", action == Action::\"call\","
                        + " resource == Tool::\"customers/delete\");"))
                .isEmpty();
    }

    @Test
    void findsForbidsThatOthersCover() {
        assertThat(lint("forbid(principal, action, resource in Server::\"customers\");\n"
                        + "forbid(principal in Group::\"support\", action == Action::\"read\", resource in"
                        + " Server::\"customers\");"))
                .singleElement()
                .asString()
                .contains("main.cedar:2: forbids only what is forbidden already");
    }

    @Test
    void findsWhatIsOpenToEverybody() {
        assertThat(lint("permit(principal, action, resource);"))
                .singleElement()
                .asString()
                .contains("main.cedar:1: permits everything to everybody");
        assertThat(lint("permit(principal, action, resource) when { principal.authentication != \"anonymous\" };"))
                .isEmpty();
    }
}

package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonDocument;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ToolAccessTest {
    private static final String READ_ONLY = "permit(principal, action, resource) when { resource.readOnly };";

    @TempDir
    private Path folder = Path.of("");

    private ToolAccess control(String policy) throws IOException {
        Files.writeString(folder.resolve("main.cedar"), policy);
        Loaded loaded = CedarPolicies.load(List.of(folder));
        assertThat(loaded).isInstanceOf(Loaded.Ready.class);
        return new ToolAccess(Questions.to(((Loaded.Ready) loaded).policies()));
    }

    /// Which policies they are, as the digest of what was loaded last says.
    private String version() {
        return ((Loaded.Ready) CedarPolicies.load(List.of(folder)))
                .policies()
                .digest()
                .substring(0, 16);
    }

    private static Tool tool(String annotations) {
        return Samples.tool(
                Samples.NOTES, JsonDocument.of("{\"name\":\"read\",\"inputSchema\":{}" + annotations + "}"));
    }

    private static Call call(String user, Tool tool, String arguments) {
        return Samples.call(Samples.caller(user), tool, "{\"name\":\"read\",\"arguments\":" + arguments + "}");
    }

    @Test
    void passesWhatAPolicyPermitsAndNotesWhich() throws IOException {
        ToolAccess control = control("@id(\"alice-reads\") permit(principal == User::\"alice\", action, resource);");
        var verdict = control.judge(call("alice", tool(""), "{}"));
        Verdicts.passes(verdict);
        assertThat(Verdicts.notes(verdict)).hasSize(3);
        assertThat(Verdicts.notes(verdict)).asString().contains("judged-at 2");
        assertThat(Verdicts.notes(verdict).getFirst()).asString().startsWith("allowed-by alice-reads (");
        assertThat(Verdicts.notes(verdict).getLast()).asString().startsWith("policies " + version());
        assertThat(control.shows(Samples.caller("alice"), tool(""))).isTrue();
    }

    @Test
    void refusesWhatNoPolicyPermitsAndDoesNotShowIt() throws IOException {
        ToolAccess control = control("permit(principal == User::\"alice\", action, resource);");
        Refusal refusal = Verdicts.refuses(control.judge(call("bob", tool(""), "{}")), Reason.TOOL_NOT_ALLOWED);
        assertThat(refusal.told()).contains("`bob` may not call `read`").doesNotContain("alice", "cedar");
        assertThat(refusal.detail()).isEqualTo("no policy permits it; policies " + version());
        assertThat(control.shows(Samples.caller("bob"), tool(""))).isFalse();
    }

    @Test
    void refusesEverythingWithoutAPolicy() throws IOException {
        Verdicts.refuses(control("").judge(call("alice", tool(""), "{}")), Reason.TOOL_NOT_ALLOWED);
    }

    @Test
    void refusesWhereAPersonHasToApprove() throws IOException {
        ToolAccess control = control("@require(\"approval\") permit(principal, action, resource);");
        Verdicts.refuses(control.judge(call("alice", tool(""), "{}")), Reason.APPROVAL_NEEDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"annotations\":{\"readOnlyHint\":false}",
                ",\"annotations\":{\"readOnlyHint\":\"true\"}",
                ",\"annotations\":{\"readOnlyHint\":1}",
                ",\"annotations\":{\"readonlyhint\":true}",
                ",\"annotations\":[\"readOnlyHint\"]",
                ",\"annotations\":null",
                ",\"readOnlyHint\":true"
            })
    void whatDoesNotSayItOnlyReadsDoesNot(String annotations) throws IOException {
        Verdicts.refuses(control(READ_ONLY).judge(call("alice", tool(annotations), "{}")), Reason.TOOL_NOT_ALLOWED);
    }

    @Test
    void believesTheServerThatItOnlyReads() throws IOException {
        Verdicts.passes(
                control(READ_ONLY).judge(call("alice", tool(",\"annotations\":{\"readOnlyHint\":true}"), "{}")));
    }

    @Test
    void judgesArgumentsHoweverTheyAreWritten() throws IOException {
        ToolAccess control = control("""
                permit(principal, action, resource);
                forbid(principal, action, resource)
                when { context.arguments.hasTag("/path") && context.arguments.getTag("/path") has text
                    && context.arguments.getTag("/path").text like "/etc/*" };
                """);
        Verdicts.passes(control.judge(call("alice", tool(""), "{\"path\":\"/srv/a\"}")));
        for (String written : List.of("{\"path\":\"/etc/x\"}", "{\"p\\u0061th\":\"\\/etc\\u002fx\"}")) {
            Verdicts.refuses(control.judge(call("alice", tool(""), written)), Reason.TOOL_NOT_ALLOWED);
        }
        assertThat(control.shows(Samples.caller("alice"), tool(""))).isTrue();
    }

    @Test
    void refusesWhatCanNotBeDecided() throws IOException {
        ToolAccess control = control("""
                permit(principal, action, resource);
                forbid(principal, action, resource)
                when { context.arguments.hasTag("/n") && context.arguments.getTag("/n") has number
                    && context.arguments.getTag("/n").number + 1 > 100 };
                """);
        Verdicts.passes(control.judge(call("alice", tool(""), "{\"n\":1}")));
        Refusal refusal = Verdicts.refuses(
                control.judge(call("alice", tool(""), "{\"n\":9223372036854775807}")), Reason.TOOL_NOT_ALLOWED);
        assertThat(refusal.told()).contains("could not be decided");
    }

    @Test
    void policiesThatFailAreAFailureForTheGateToRefuse() {
        Policies broken = new Policies() {
            @Override
            public Decision decide(Question question) {
                throw new IllegalStateException("broken");
            }

            @Override
            public boolean lookBack() {
                return false;
            }

            @Override
            public String digest() {
                return "";
            }
        };
        ToolAccess control = new ToolAccess(Questions.to(broken));
        assertThatThrownBy(() -> control.judge(call("alice", tool(""), "{}")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> control.shows(Samples.caller("alice"), tool("")))
                .isInstanceOf(IllegalStateException.class);
    }
}

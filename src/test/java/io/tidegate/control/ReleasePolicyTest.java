package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.Delivery;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Recipient;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Server;
import io.tidegate.config.ModelPlace;
import io.tidegate.config.Server.Classed;
import io.tidegate.config.Server.Labelled;
import io.tidegate.config.Server.Said;
import io.tidegate.config.ToolClass;
import io.tidegate.flow.SessionLabels;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.relation.Relations;
import io.tidegate.store.Store;
import io.tidegate.toolclass.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do policies about releases see the labels of an answer, and where its reader's model runs?
class ReleasePolicyTest {
    private static final ModelPlace CLOUD = new ModelPlace(ModelPlace.Kind.CLOUD, Optional.of("us"));
    private static final ModelPlace HOME = new ModelPlace(ModelPlace.Kind.ON_PREMISES, Optional.empty());
    private static final List<ModelPlace.Of> MODELS = List.of(
            new ModelPlace.Of(Optional.of("desk"), Optional.empty(), CLOUD),
            new ModelPlace.Of(Optional.empty(), Optional.of("inside"), HOME));
    private static final Server WARD = new Server(
            "ward",
            true,
            Server.RunsAs.NOBODY,
            new Classifier(
                    Optional.empty(),
                    new Said(
                            List.of(new Classed("*", Set.of(ToolClass.READS))),
                            List.of(
                                    new Labelled("get_*", Set.of("health")),
                                    new Labelled("*patient", Set.of("named")),
                                    new Labelled("ward://*", Set.of("place"))))));

    @TempDir
    private Path folder = Path.of("");

    private Policies policies(String policy) throws IOException {
        Files.writeString(folder.resolve("main.cedar"), policy);
        Loaded loaded = CedarPolicies.load(List.of(folder));
        assertThat(loaded).isInstanceOf(Loaded.Ready.class);
        return ((Loaded.Ready) loaded).policies();
    }

    private ReleasePolicy control(String policy) throws IOException {
        return new ReleasePolicy(Questions.to(policies(policy), MODELS));
    }

    private static String forbid(String condition) {
        return "forbid(principal, action == Action::\"release\", resource) when { " + condition + " };";
    }

    private static Caller by(String client) {
        Caller plain = Samples.caller("alice");
        Principal principal = new Principal(
                "alice",
                "alice",
                Set.of(),
                new Authentication.OidcToken("https://login.example.com", Optional.of(client)),
                Optional.empty(),
                Principal.DEFAULT_TENANT);
        return new Caller(
                principal, plain.client(), plain.source(), plain.capabilities(), plain.session(), plain.log());
    }

    private static Delivery delivery(Caller caller, String tool) {
        Call call = Samples.call(
                caller, Samples.tool(WARD, tool, Samples.ANY_OBJECT), "{\"name\":\"" + tool + "\",\"arguments\":{}}");
        return Delivery.of(call, Samples.text("fine"));
    }

    private static List<String> labels(Verdict verdict) {
        return verdict instanceof Verdict.Pass(List<Note> notes, var _)
                ? notes.stream()
                        .filter(note -> note.what().equals("label"))
                        .map(Note::kind)
                        .toList()
                : List.of("refused");
    }

    @Test
    void allLabelsThatFitAddUpAndNothingLeavesWithout() throws IOException {
        ReleasePolicy control = control("");
        assertThat(labels(control.judge(delivery(Samples.caller("alice"), "get_patient"))))
                .containsExactly("health", "named");
        assertThat(labels(control.judge(delivery(Samples.caller("alice"), "put"))))
                .containsExactly("unlabelled");
        Delivery found = delivery(Samples.caller("alice"), "put");
        assertThat(labels(control.judge(found.carrying(
                        found.answer().content(),
                        List.of(new Note("alert", "email", 2), new Note("mask", "iban", 1))))))
                .containsExactly("data:email");
    }

    /// What can't be remembered is not given.
    @Test
    void nothingLeavesThatAPolicyWantsRememberedAndNobodyCan() throws IOException {
        ReleasePolicy control = control("permit(principal, action == Action::\"call\", resource) unless {"
                + " context.sessionLabels.contains(\"health\") };");
        Delivery delivery = delivery(Samples.caller("alice"), "get_patient");
        assertThatThrownBy(() -> control.judge(delivery)).isInstanceOf(IllegalStateException.class);
    }

    /// Policies that decide nothing keep nothing from leaving.
    @Test
    void aMemoryThatFailsIsNothingToWhoeverDoesNotLook() throws IOException {
        Store closed = Store.open(folder.resolve("state.db"));
        closed.close();
        SessionLabels lost = new SessionLabels(() -> closed, () -> Samples.NOON, Duration.ofHours(8));
        Policies looking = policies(
                "permit(principal, action, resource) unless {" + " context.sessionLabels.contains(\"health\") };");
        PolicyQuestions questions = new PolicyQuestions(
                policies("permit(principal, action, resource);"),
                Relations.NONE,
                new Shadow(() -> Optional.of(looking), () -> 0),
                new Surroundings(List.of(), () -> Samples.NOON),
                lost);
        assertThat(labels(new ReleasePolicy(questions).judge(delivery(Samples.caller("alice"), "get_patient"))))
                .containsExactly("health", "named");
    }

    @Test
    void toolsOfWhichNothingIsKnownReturnEverything() throws IOException {
        Call call = Samples.call("{}");
        assertThat(labels(control("").judge(Delivery.of(call, Samples.text("x")))))
                .containsExactly("private", "untrusted");
    }

    @Test
    void modelIsThatOfTheProvenClientOrOfTheEndpoint() throws IOException {
        ReleasePolicy control = control(forbid("context has model && context.model.place == \"cloud\" && context.model"
                + " has region && context.model.region == \"us\""));
        Verdicts.refuses(control.judge(delivery(by("desk"), "put")), Reason.RELEASE_NOT_ALLOWED);
        Verdicts.passes(control.judge(delivery(by("other"), "put")));
        Verdicts.passes(control.judge(delivery(Samples.caller("desk"), "put")));

        ReleasePolicy home = control(forbid("context has model && context.model.place == \"on-premises\""));
        Resource resource = new Resource(WARD, "ward://3/beds", "ward://3/beds");
        Answer notice = new Answer.Notice("notifications/resources/updated", Samples.content("{}"));
        Verdicts.refuses(
                home.judge(new Delivery(
                        WARD, notice, new Recipient.Listener(Samples.caller("alice"), "inside", resource))),
                Reason.RELEASE_NOT_ALLOWED);
        Verdicts.passes(home.judge(
                new Delivery(WARD, notice, new Recipient.Listener(Samples.caller("alice"), "default", resource))));
    }

    @Test
    void resourcesAreLabelledByTheirUris() throws IOException {
        Resource resource = new Resource(WARD, "ward://3/beds", "ward://3/beds");
        Answer notice = new Answer.Notice("notifications/resources/updated", Samples.content("{}"));
        assertThat(labels(control("")
                        .judge(new Delivery(
                                WARD, notice, new Recipient.Listener(Samples.caller("alice"), "default", resource)))))
                .contains("place");
    }

    @Test
    void definitionsAreNotAskedAbout() throws IOException {
        ReleasePolicy control = control(forbid("true"));
        Verdicts.passes(control.judge(Samples.delivery(WARD, new Answer.Definition(Samples.content("{}")))));
    }

    @Test
    void requireCantStandOnIt() throws IOException {
        Files.writeString(
                folder.resolve("main.cedar"),
                "@require(\"approval\")\npermit(principal, action == Action::\"release\", resource);");
        assertThat(CedarPolicies.load(List.of(folder)))
                .isInstanceOfSatisfying(
                        Loaded.Broken.class,
                        broken -> assertThat(broken.problems().toString()).contains("by then the call was made"));
    }
}

package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.CallId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Door;
import io.tidegate.call.Reason;
import io.tidegate.call.Recipient;
import io.tidegate.call.Resume;
import io.tidegate.call.Rulings;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Tool;
import io.tidegate.config.Access;
import io.tidegate.config.Apps;
import io.tidegate.config.Pointer;
import io.tidegate.config.Records;
import io.tidegate.config.Server;
import io.tidegate.json.JsonDocument;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Does nothing of a record come back that its caller may not see, by any way? Most ways are in
/// `attacks/record-filter.yaml`.
final class RecordFilterTest {
    private static final String OWN = "permit(principal, action == Action::\"see\", resource) when {"
            + " resource.hasTag(\"/owner\") && resource.getTag(\"/owner\") has text"
            + " && resource.getTag(\"/owner\").text == principal.id };";
    private static final String ROWS =
            "{\"rows\":[{\"id\":1,\"owner\":\"alice\",\"more\":[1, 2.50]},{\"id\":2,\"owner\":\"bob\"}]}";

    @TempDir
    private Path folder = Path.of("");

    private PolicyQuestions questions(String policy) throws IOException {
        Files.writeString(folder.resolve("main.cedar"), policy);
        Loaded loaded = CedarPolicies.load(List.of(folder));
        assertThat(loaded).isInstanceOf(Loaded.Ready.class);
        return Questions.to(((Loaded.Ready) loaded).policies());
    }

    private RecordFilter control(String policy) throws IOException {
        return new RecordFilter(questions(policy), bindings());
    }

    private static RecordBindings bindings() {
        return bindings(Records.Others.REFUSED, 1_000);
    }

    private static RecordBindings bindings(Records.Others others, int most) {
        Records records = new Records(
                List.of("re*"),
                "row",
                Optional.of(new Pointer("/rows/*")),
                new Pointer("id"),
                List.of(),
                new Records.Reading(Access.REFUSED, others, most));
        return new RecordBindings(List.of(new Server(
                "notes",
                new Server.Reach.Remote(
                        URI.create("https://notes.example.com/mcp"), Optional.empty(), Map.of(), Map.of()),
                Server.Era.AUTO,
                Optional.empty(),
                Optional.empty(),
                Server.Trust.UNTRUSTED,
                new Server.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(1), 1),
                Apps.NOTHING,
                List.of(),
                new Server.Said(List.of(), List.of(), List.of(), List.of(records)))));
    }

    private static Call call(String method) {
        return new Call(
                Samples.arrival(Samples.caller("alice"), CallId.next(Samples.NOON, new Random(7)), method, "{}"),
                Samples.tool(Samples.NOTES, "read", Samples.ANY_OBJECT),
                Samples.content("{\"name\":\"read\",\"arguments\":{}}"),
                Samples.NOON.plusSeconds(30));
    }

    @Test
    void showsOneOwnAsTheyStood() throws IOException {
        Verdict verdict = control(OWN).judge(Delivery.of(call("tools/call"), Samples.text(ROWS)));
        assertThat(Verdicts.mends(verdict))
                .isEqualTo(Samples.textResult("{\"rows\":[{\"id\":1,\"owner\":\"alice\",\"more\":[1, 2.50]}]}"));
        assertThat(Verdicts.notes(verdict))
                .containsExactly(
                        "rows shown 1",
                        "rows withheld 1",
                        "seen-by main.cedar#1 (" + folder.resolve("main.cedar") + ":1) 1");
    }

    private static Answer result(String structured, Stream<String> texts) {
        String blocks =
                texts.map(text -> "{\"type\":\"text\",\"text\":" + text + "}").collect(Collectors.joining(","));
        return new Answer.Result(Samples.content("{\"content\":[" + blocks + "]" + structured + "}"));
    }

    private static String row(int id) {
        return "\"{\\\"rows\\\":[{\\\"id\\\":" + id + ",\\\"owner\\\":\\\"alice\\\"}]}\"";
    }

    /// What a server answers decides how long it takes to look at, and must not decide it by its square.
    @Test
    void manyPartsTakeNoLongerThanTheirSize() throws IOException {
        RecordFilter control = new RecordFilter(questions(OWN), bindings(Records.Others.DROPPED, 100_000));
        String rows = IntStream.range(0, 20_000)
                .mapToObj(id -> "{\"id\":" + id + ",\"owner\":\"alice\"}")
                .collect(Collectors.joining(",", ",\"structuredContent\":{\"rows\":[", "]}"));
        Answer beside = result(rows, IntStream.range(0, 50_000).mapToObj(_ -> "\"1\""));
        Answer apart = result("", IntStream.range(0, 100_000).mapToObj(RecordFilterTest::row));
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThat(Verdicts.notes(control.judge(Delivery.of(call("tools/call"), beside))))
                    .contains("rows shown 20000");
            assertThat(Verdicts.notes(control.judge(Delivery.of(call("tools/call"), apart))))
                    .contains("rows shown 100000");
        });
    }

    @Test
    void theMostRowsAreThoseOfAllParts() throws IOException {
        Answer many = result("", IntStream.range(0, 1_001).mapToObj(RecordFilterTest::row));
        Verdict verdict = control(OWN).judge(Delivery.of(call("tools/call"), many));
        assertThat(Verdicts.refuses(verdict, Reason.ANSWER_NOT_FILTERED).detail())
                .isEqualTo("too-many-rows");
    }

    static Stream<Answer> otherWays() {
        return Stream.of(
                new Answer.TaskBegun(Samples.content("{\"taskId\":\"1\",\"statusMessage\":\"bob\"}")),
                new Answer.InputRequired(
                        Samples.content("{\"inputRequests\":{\"q\":{\"params\":{\"message\":\"bob or eve?\"}}}}"),
                        new Resume.Anew(Optional.empty())),
                new Answer.Notice(
                        "notifications/progress", Samples.content("{\"progressToken\":1,\"message\":\"bob\"}")),
                new Answer.Notice("notifications/message", Samples.content("{\"level\":\"info\",\"data\":\"bob\"}")));
    }

    @ParameterizedTest
    @MethodSource("otherWays")
    void nothingComesByAnotherWay(Answer answer) throws IOException {
        var refusal = Verdicts.refuses(
                control(OWN).judge(Delivery.of(call("tools/call"), answer)), Reason.ANSWER_NOT_FILTERED);
        assertThat(refusal.told() + refusal.detail()).doesNotContain("bob");
    }

    @ParameterizedTest
    @MethodSource("ofTasks")
    void nothingComesAsATask(String method) throws IOException {
        Verdict verdict = control(OWN).judge(Delivery.of(call(method), Samples.text(ROWS)));
        assertThat(Verdicts.refuses(verdict, Reason.ANSWER_NOT_FILTERED).detail())
                .isEqualTo("task");
    }

    static Stream<String> ofTasks() {
        return Stream.of("tasks/get", "tasks/result", "tasks/update", "tasks/cancel");
    }

    @Test
    void whatAServerLogsOutsideOfCallsIsNotTold() throws IOException {
        Resource about = new Resource(Samples.NOTES, "notes://log", "notes://log");
        Recipient listener = new Recipient.Listener(Samples.caller("alice"), "default", about);
        Answer log =
                new Answer.Notice("notifications/message", Samples.content("{\"level\":\"info\",\"data\":\"bob\"}"));
        Answer update = new Answer.Notice("notifications/resources/updated", Samples.content("{\"uri\":\"a:b\"}"));
        RecordFilter control = control(OWN);
        Verdicts.refuses(control.judge(new Delivery(Samples.NOTES, log, listener)), Reason.ANSWER_NOT_FILTERED);
        Verdicts.passes(control.judge(new Delivery(Samples.NOTES, update, listener)));
        Verdicts.passes(control.judge(new Delivery(Samples.TRUSTED, log, listener)));
    }

    @Test
    void whatNobodyWantsFilteredIsNotTouched() throws IOException {
        Call other = Samples.call(
                Samples.caller("alice"),
                Samples.tool(Samples.NOTES, "list", Samples.ANY_OBJECT),
                "{\"name\":\"list\",\"arguments\":{}}");
        Verdicts.passes(control(OWN).judge(Delivery.of(other, Samples.text("prose of bob"))));
        Verdicts.passes(control(OWN)
                .judge(Samples.delivery(Samples.NOTES, new Answer.Definition(Samples.content("{\"name\":\"read\"}")))));
    }

    /// Both are the server's to write.
    @Test
    void aLongAnswerUnderALongSchemaTakesNoTime() throws IOException {
        String names =
                IntStream.range(0, 8_000).mapToObj(at -> "\"r" + at + "\"").collect(Collectors.joining(","));
        String more =
                IntStream.range(0, 200_000).mapToObj(at -> "\"m" + at + "\":1").collect(Collectors.joining(","));
        Tool tool = Samples.tool(
                Samples.NOTES,
                JsonDocument.of("{\"name\":\"read\",\"inputSchema\":{\"type\":\"object\"},\"outputSchema\":"
                        + "{\"type\":\"object\",\"required\":[" + names + "]}}"));
        Call call = Samples.call(Samples.caller("alice"), tool, "{\"name\":\"read\",\"arguments\":{}}");
        Answer answer = new Answer.Result(
                Samples.content("{\"content\":[],\"structuredContent\":{\"rows\":[],\"r7999\":1," + more + "}}"));
        RecordFilter control = control(OWN);
        Verdict verdict =
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> control.judge(Delivery.of(call, answer)));
        assertThat(Verdicts.mends(verdict))
                .isEqualTo("{\"content\":[],\"structuredContent\":{\"rows\":[],\"r7999\":0}}");
    }

    @Test
    void manyTextsBesideALongStructureTakeNoTime() throws IOException {
        String block = "{\"type\":\"text\",\"text\":\"{}\"}";
        String ones = "1" + ",1".repeat(400_000);
        Answer answer = new Answer.Result(Samples.content("{\"content\":["
                + String.join(",", Collections.nCopies(50_000, block)) + "],\"structuredContent\":{\"rows\":[],\"x\":["
                + ones + "]}}"));
        RecordFilter control = new RecordFilter(questions(OWN), bindings(Records.Others.DROPPED, 1_000));
        Verdict verdict = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> control.judge(Delivery.of(call("tools/call"), answer)));
        assertThat(Verdicts.mends(verdict)).isEqualTo("{\"content\":[],\"structuredContent\":{\"rows\":[]}}");
    }

    /// The terms of a call are decided once, and go with it.
    @Test
    void aCallSaysWhatItsAnswerIsBoundTo() throws IOException {
        Call call = call("tools/call");
        Sitting sitting = new Sitting(Door.BEFORE, call.params());
        ToolAccess access = new ToolAccess(questions("""
                @mask("/a") @limit_rows("9") permit(principal, action == Action::"call", resource);
                @drop_fields("/b") @limit_rows("5") @log("why")
                permit(principal, action == Action::"call", resource in Server::"notes");
                """));
        sitting.rule(access.id(), content -> access.judge(call.carrying(content)));
        Rulings rulings = sitting.rulings();
        assertThat(rulings.terms().masked()).containsExactly(new Pointer("/a"));
        assertThat(rulings.terms().dropped()).containsExactly(new Pointer("/b"));
        assertThat(rulings.terms().rowsMax()).hasValue(5);
        assertThat(rulings.terms().kept()).isTrue();
        assertThat(Verdicts.notes(rulings.rulings().getFirst().verdict()))
                .contains("obliged mask /a 1", "obliged drop /b 1", "obliged at most 5 rows 1", "obliged log: why 1");
    }
}

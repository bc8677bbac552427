package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.control.DataFixture;
import io.tidegate.era.Speech;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a client see tokens only, does an authorized server get the value back, and nobody else, through the whole
/// gate?
final class TokensTest {
    private static final String VALUE = "ada@example.com";
    private static final Pattern TOKEN = Pattern.compile("tdg_email_[a-z2-7]+");
    private static final Speech SPEECH = new Speech("test");
    private static final String READ = """
            {"name":"read","inputSchema":{"type":"object","additionalProperties":true,"properties":{"to":{"type":"string","maxLength":30}}}}""";
    private static final String DATA = "{tokens: {restore: 'notes__*'}, arguments: {block: [email]}, rules: ["
            + "{types: email, direction: returned, do: tokenize}, {types: payment-card, do: tokenize}]}";

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(7);
    private PretendServer server;
    private WholeGate whole;

    @BeforeEach
    void starts() throws IOException {
        server = new PretendServer("[" + READ + "]");
        whole = new WholeGate(folder, server);
        List<ToolDefinition> tools =
                List.of(ToolDefinition.of(JsonDocument.of(READ).root()).orElseThrow());
        whole.tools("notes", tools);
        whole.tools("vouched", tools);
    }

    /// The trail has the value nowhere in clear.
    @AfterEach
    void endsWithoutATrace() throws IOException {
        whole.close();
        server.close();
        try (Stream<Path> files = Files.list(whole.trailFolder())) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(VALUE);
            }
        }
    }

    private String call(String tool, String arguments, PretendServer.Reply reply, String policy) {
        server.reached();
        server.answer(_ -> reply);
        WholeGate.Setup usual = whole.setup();
        Gate gate = whole.gate(new WholeGate.Setup(
                policy,
                usual.stops(),
                usual.limits(),
                DataFixture.of(DATA, Direction.ARGUMENTS),
                DataFixture.of(DATA, Direction.RETURNED),
                usual.deadline()));
        Arrival arrival = Samples.arrival(
                caller(),
                CallId.next(whole.clock().instant(), random),
                "tools/call",
                "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
        Release release = gate.pass(arrival, _ -> {});
        return new String(
                SPEECH.answer(arrival.request().id(), "tools/call", arrival.version(), release),
                StandardCharsets.UTF_8);
    }

    /// Whose client can ask a person.
    private static Caller caller() {
        Caller plain = Samples.caller("alice");
        Capabilities can = Capabilities.of(
                JsonDocument.of("{\"elicitation\":{\"form\":{}}}").root());
        return new Caller(plain.principal(), plain.client(), plain.source(), can, plain.session(), plain.log());
    }

    private String call(String tool, String arguments, PretendServer.Reply reply) {
        return call(tool, arguments, reply, WholeGate.EVERYONE);
    }

    private static PretendServer.Reply text(String text) {
        return new PretendServer.Reply.Result(Samples.textResult(text));
    }

    private String token() {
        String said = call("notes__read", "{}", text("write to " + VALUE + "."));
        assertThat(said).doesNotContain(VALUE);
        Matcher token = TOKEN.matcher(said);
        assertThat(token.find()).as(said).isTrue();
        return token.group();
    }

    @Test
    void theSameInEveryCarrier() {
        String token = token();
        String result = "{\"content\":[{\"type\":\"text\",\"text\":\"" + VALUE + "\"},{\"type\":\"resource\","
                + "\"resource\":{\"uri\":\"a:b\",\"text\":\"" + VALUE + " \"}}],\"structuredContent\":{\"to\":\""
                + VALUE + "\",\"card\":4242424242424242},\"_meta\":{\"by\":\"" + VALUE + "\"}}";
        String said = call("notes__read", "{}", new PretendServer.Reply.Result(result));
        assertThat(said).doesNotContain("ada@").contains("\"card\":0");
        assertThat(TOKEN.matcher(said).results().map(found -> found.group()))
                .hasSize(4)
                .containsOnly(token);
        String failed = call(
                "notes__read",
                "{}",
                new PretendServer.Reply.Failure(
                        "{\"code\":-32000,\"message\":\"no " + VALUE + "\",\"data\":[\"" + VALUE + "\"]}"));
        assertThat(failed).doesNotContain("ada@").contains(token);
    }

    @Test
    void theAuthorizedServerGetsTheValueAndTheSchemaSeesIt() {
        String token = token();
        String echoed =
                call("notes__read", "{\"to\":\"" + token + "\",\"cc\":[\"" + token + ", x\"]}", text("to " + VALUE));
        assertThat(server.reached())
                .singleElement()
                .asString()
                .contains("\"to\":\"" + VALUE + "\"", "\"cc\":[\"" + VALUE + ", x\"]")
                .doesNotContain("tdg_");
        assertThat(echoed).doesNotContain(VALUE).contains(token);
    }

    /// The value itself is refused as before: only a token lets it through.
    @Test
    void theValueItselfIsStillRefused() {
        assertThat(call("notes__read", "{\"to\":\"" + VALUE + "\"}", text("fine")))
                .contains("data-not-allowed-out");
        assertThat(call("notes__read", "{\"to\":\"" + token() + " " + VALUE + "\"}", text("fine")))
                .contains("data-not-allowed-out")
                .doesNotContain("fine");
    }

    @Test
    void anotherServerGetsTheToken() {
        String token = token();
        String refused = call("vouched__read", "{\"to\":\"" + token + "\"}", text("fine"));
        assertThat(server.reached()).isEmpty(); // the token is longer than its schema lets an address be
        assertThat(refused).contains("arguments-do-not-fit").doesNotContain(VALUE);
        call("vouched__read", "{\"password\":\"" + token + "\"}", text("fine"));
        assertThat(server.reached()).singleElement().asString().contains(token).doesNotContain(VALUE);
    }

    @Test
    void namesAndMetaAreNotRestored() {
        String token = token();
        call("notes__read", "{\"" + token + "\":\"a\"},\"_meta\":{\"x\":\"" + token + "\"}", text("fine"));
        assertThat(server.reached()).singleElement().asString().contains(token).doesNotContain(VALUE);
    }

    @Test
    void aForgedTokenIsAText() {
        String token = token();
        String forged = token.substring(0, token.length() - 2) + (token.endsWith("aa") ? "ba" : "aa");
        call("notes__read", "{\"cc\":\"" + forged + "\"}", text("fine"));
        assertThat(server.reached()).singleElement().asString().contains(forged).doesNotContain(VALUE);
    }

    /// What would be sent can't be shown to the person without showing it to their client.
    @Test
    void nobodyIsAskedToAgreeToAValue() {
        String confirmed = WholeGate.EVERYONE + " @id(\"agreed\") @require(\"user-confirmation\")"
                + " forbid(principal, action == Action::\"call\", resource);";
        assertThat(call("notes__read", "{}", text("fine"), confirmed)).contains("Shall this be done");
        String said = call("notes__read", "{\"cc\":\"" + token() + "\"}", text("fine"), confirmed);
        assertThat(said)
                .contains("confirmation-needed", "what its tokens stand for")
                .doesNotContain(VALUE);
        assertThat(server.reached()).isEmpty();
    }

    /// A refusal of what would be sent tells its client nothing of the value.
    @Test
    void aRefusalTellsNothing() {
        String said = call(
                "notes__read",
                "{\"cc\":\"" + token() + "\"}",
                text("fine"),
                "permit(principal, action, resource); forbid(principal, action == Action::\"call\", resource)"
                        + " when { context has input && context.input.hasTag(\"/cc\") };");
        assertThat(said).doesNotContain(VALUE);
    }
}

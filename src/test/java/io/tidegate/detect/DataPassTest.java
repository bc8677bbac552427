package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.crypto.Siv;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Is what is base64 as a whole looked into, whatever it says, and nothing else? Does a document stay one?
class DataPassTest {
    private static final DataTokens TOKENS = new DataTokens(Siv.withKey((byte) 1, new byte[64]));

    /// A pass that does the same about everything.
    private static DataPass all(DataPass.Action action) {
        return new DataPass(
                new DataPass.Sought(Set.of(DataType.values()), OwnData.NONE),
                (finding, _) -> new Treatment.Treated(action, finding, List.of()),
                Optional.of(TOKENS));
    }

    private static String left(DataPass pass, String json) {
        if (pass.examine(JsonDocument.of(json)) instanceof DataPass.Outcome.Examined(JsonDocument left, var _)) {
            return new String(left.bytes(), StandardCharsets.UTF_8);
        }
        throw new AssertionError("refused");
    }

    private static String quoted(String text) {
        String array = new String(new JsonWriter().array().text(text).endArray().bytes(), StandardCharsets.UTF_8);
        return array.substring(1, array.length() - 1);
    }

    /// What becomes of a text in a document.
    private static String within(DataPass pass, String text) {
        return JsonDocument.of(left(pass, quoted(text))).root().text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'list':[{'password':'x'},'Summer2024']} | {'list':[{'password':'x'},'Summer2024']}",
                "{'password':[{'id':'x'},'Summer2024!']} | {'password':[{'id':'x'},'[credential removed]']}",
                "{'ssn':[{'note':'x'},536224567],'n':536224567} | {'ssn':[{'note':'x'},0],'n':536224567}",
                "{'password':{},'a':'Summer2024'} | {'password':{},'a':'Summer2024'}",
                "{'a':{'password':[[],['Summer2024']]}} | {'a':{'password':[[],['[credential removed]']]}}",
                "{'password':'Kq7!mR&t4Wz9Lp'} | {'password':'[credential removed]'}",
                "{'password':'Summer2024!'} | {'password':'[credential removed]'}",
                "{'password':' Kq7mR4Wz<9L>(p)'} | {'password':' [credential removed]'}",
                "{'password':'Summer2024\\\\n2025'} | {'password':'[credential removed]'}",
                "{'password':'must not be Summer'} | {'password':'must not be Summer'}",
                "{'Authorization':'Bearer a1B2,c3D4.e5F6;g7'} | {'Authorization':'Bearer [credential removed]'}"
            })
    void aNameSaysWhatStandsUnderIt(String json, String left) {
        assertThat(left(all(DataPass.Action.MASK), json.replace('\'', '"'))).isEqualTo(left.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'patientId': 48291374} | {'patientId': 0}",
                "[4242424242424242,-1, 4242424242424242] | [0,-1, 0]",
                "{'a':4242424242424242,'b':'4242424242424242'} | {'a':0,'b':'**** **** **** 4242'}",
                " {'ssn':536224567} | {'ssn':0}",
                "{'a':'\\u0061nnabel@example.com\\n'} | {'a':'\\u0061n***@example.com\\n'}"
            })
    void aTextThatIsJsonStaysJson(String text, String left) {
        assertThat(within(all(DataPass.Action.MASK), text.replace('\'', '"')).strip())
                .isEqualTo(left.replace('\'', '"'));
        String tokens = within(all(DataPass.Action.TOKENIZE), text.replace('\'', '"'));
        assertThat(JsonDocument.within(tokens, JsonLimits.DEFAULT)).isPresent();
    }

    @Property(tries = 1_000, seed = "20261123")
    void aTextThatIsJsonStaysSo(@ForAll("documents") String text, @ForAll boolean masks) {
        DataPass pass = all(masks ? DataPass.Action.MASK : DataPass.Action.TOKENIZE);
        if (pass.examine(JsonDocument.of(quoted(text))) instanceof DataPass.Outcome.Examined(var left, var _)) {
            String shown = left.root().text();
            assertThat(JsonDocument.within(shown, JsonLimits.DEFAULT))
                    .as("%s became %s", text, shown)
                    .isPresent();
        }
    }

    @Provide
    Arbitrary<String> documents() {
        Arbitrary<String> name = Arbitraries.of("ssn", "password", "patientId", "token", "phone", "dob", "list", "kty");
        Arbitrary<String> piece = Arbitraries.of(
                "annabel@example.com",
                "4242424242424242",
                "536-22-4567",
                "Summer2024!",
                "\\n",
                "\\\\",
                "\\\"",
                "\\u0041",
                "\\ud83d\\ude00",
                "ssn: ",
                "password=",
                " ",
                ",",
                "{",
                "(415) 555-2671",
                "\\/",
                "\ud83d\ude00",
                Samples.random(40),
                "-----BEGIN PRIVATE KEY-----",
                "é",
                "1974-03-12");
        Arbitrary<String> string = piece.list().ofMaxSize(5).map(list -> '"' + String.join("", list) + '"');
        Arbitrary<String> scalar = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, string),
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.of(
                                "4242424242424242", "536224567", "-4155552671", "4.2e15", "48291374", "7", "true")));
        Arbitrary<String> value = Arbitraries.oneOf(
                scalar,
                scalar.list().ofMaxSize(4).map(list -> '[' + String.join(",", list) + ']'),
                scalar.list().ofMaxSize(4).map(list -> "[ " + String.join(" , ", list) + " ]"));
        Arbitrary<String> member = Combinators.combine(name, value).as((own, under) -> "\"" + own + "%d\": " + under);
        return member.list().ofMinSize(1).ofMaxSize(5).map(members -> IntStream.range(0, members.size())
                .mapToObj(at -> members.get(at).replace("%d", Integer.toString(at)))
                .collect(Collectors.joining(", ", "{", "}")));
    }

    /// Each that is shown opens.
    @ParameterizedTest
    @CsvSource({
        "ada@example.com(415) 555-2671, 1",
        "ada@example.com (415) 555-2671, 2",
        "(415) 555-2671, 1",
        "ada@example.com;ann@example.com, 2"
    })
    void tokensStandApart(String text, int opened) {
        String shown = within(all(DataPass.Action.TOKENIZE), text);
        assertThat(new OpenedTokens(TOKENS).in(shown).orElseThrow()).hasSize(opened);
        assertThat(shown.split("tdg_", -1)).hasSize(opened + 1);
    }

    @Test
    void aTokenIsNotRunInto() {
        String token = TOKENS.of("email", "ada@example.com").orElseThrow();
        String shown = within(all(DataPass.Action.TOKENIZE), token + "(415) 555-2671");
        assertThat(shown).isEqualTo(token + "[phone number removed]");
    }

    private static String lines(int count, String line) {
        return IntStream.range(0, count)
                .mapToObj(at -> line.formatted(at / 250, at % 250 + 1))
                .collect(Collectors.joining("\n"));
    }

    /// Of what only is recorded there may be more than of what is changed.
    @Test
    void aLongLogPasses() {
        String log = lines(12_000, "203.0.%d.%d GET /index.html 200");
        DataPass noting = new DataPass(Map.of(DataType.IP_ADDRESS, DataPass.Action.ALERT));
        JsonDocument document = JsonDocument.of(quoted(log));
        assertThat(noting.examine(document))
                .isInstanceOfSatisfying(DataPass.Outcome.Examined.class, examined -> assertThat(
                                examined.found().lines())
                        .containsExactly(new Tally.Line("alert", "ip-address", 12_000)));
        DataPass masking = new DataPass(Map.of(DataType.IP_ADDRESS, DataPass.Action.MASK));
        assertThat(masking.examine(document)).isInstanceOf(DataPass.Outcome.TooMuch.class);
        for (DataPass.Action action : List.of(DataPass.Action.ALERT, DataPass.Action.MASK)) {
            Inspector inspector = new Inspector(
                    new DataPass(Map.of(DataType.IP_ADDRESS, action)),
                    _ -> (finding, _) -> new Treatment.Treated(action, finding, List.of()),
                    true,
                    Optional.empty());
            assertThat(inspector.text(log).verdict())
                    .isEqualTo(action == DataPass.Action.ALERT ? Inspection.Verdict.FLAG : Inspection.Verdict.BLOCK);
        }
    }

    /// Plans of numbers are asked about the first of a document; what has the layout counts behind them.
    @Test
    void plansAreAskedSoOftenADocument() {
        String unassigned = "\"+1415000000\"";
        String numbers = IntStream.range(0, 70).mapToObj(_ -> unassigned).collect(Collectors.joining(",", "[", "]"));
        DataPass masking = new DataPass(Map.of(DataType.PHONE, DataPass.Action.MASK));
        String shown = left(masking, numbers);
        assertThat(Arrays.stream(shown.split(",")).filter(each -> each.contains("removed")))
                .hasSize(6);
    }

    /// As the standards have it, however costly.
    private static Optional<String> reference(String text) {
        if (text.length() < 16 || text.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(text)))
                    .toString());
        } catch (CharacterCodingException other) {
            String latin = new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
            long ascii = latin.chars()
                    .filter(c -> (c >= ' ' && c < 0x80) || "\n\r\t".indexOf(c) >= 0)
                    .count();
            return Optional.of(latin).filter(_ -> 4 * ascii >= 3L * latin.length());
        } catch (IllegalArgumentException plain) {
            return Optional.empty();
        }
    }

    private static Optional<String> decoded(String text) {
        return Decoded.whole(text).map(Decoded::text);
    }

    @Test
    void oneByteThatIsNoneOfUtf8HidesNothing() throws MalformedJson {
        String token = "gh" + "p_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
        byte[] bytes = ("caf\u00e9 " + token).getBytes(StandardCharsets.ISO_8859_1);
        String encoded = Base64.getEncoder().encodeToString(bytes);
        assertThat(decoded(encoded)).contains("caf\u00e9 " + token);
        assertThat(Samples.kinds("see " + encoded)).containsExactly("encoded-github-token");
        JsonDocument document = JsonDocument.parse(
                ("{\"a\":\"" + encoded + "\"}").getBytes(StandardCharsets.UTF_8), JsonLimits.EXAMINED);
        DataPass pass = new DataPass(Map.of(DataType.CREDENTIAL, DataPass.Action.MASK));
        assertThat(pass.examine(document))
                .isInstanceOfSatisfying(DataPass.Outcome.Examined.class, examined -> assertThat(new String(
                                Base64.getDecoder()
                                        .decode(examined.document()
                                                .root()
                                                .get("a")
                                                .orElseThrow()
                                                .text()),
                                StandardCharsets.ISO_8859_1))
                        .isEqualTo("caf\u00e9 [credential removed]"));
    }

    @Property(tries = 1_000)
    void everyTextIsReadBack(@ForAll @StringLength(min = 10, max = 60) String text) {
        String encoded = Samples.base64(text);
        assertThat(decoded(encoded)).isEqualTo(reference(encoded));
    }

    @Property(tries = 1_000)
    void bytesAreReadWhereTheyAreText(@ForAll byte[] bytes) {
        String encoded = Base64.getEncoder().encodeToString(bytes);
        assertThat(decoded(encoded)).isEqualTo(reference(encoded));
    }

    @Property(tries = 1_000)
    void whatOnlyLooksLikeItIsLeft(
            @ForAll
                    @StringLength(min = 12, max = 24)
                    @CharRange(from = 'A', to = 'z')
                    @Chars({'=', '+', '/', ' ', '-', '4', 'é', '\uff21'})
                    String text) {
        assertThat(decoded(text)).isEqualTo(reference(text));
    }

    /// One text for each first byte that there is, and each end.
    @Test
    void everyFirstByteIsTold() {
        for (int first = 0; first < 0x110000; first++) {
            if (first >= Character.MIN_SURROGATE && first <= Character.MAX_SURROGATE) {
                continue;
            }
            String text = Character.toString(first) + "ada@example";
            assertThat(decoded(Samples.base64(text))).contains(text);
        }
        assertThat(decoded("=".repeat(16))).isEmpty();
        assertThat(decoded("YWRhQGV4YW1wbGUu=A==")).isEmpty();
    }
}

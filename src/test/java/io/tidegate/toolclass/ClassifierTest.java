package io.tidegate.toolclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Server;
import io.tidegate.config.Server.Kind;
import io.tidegate.config.ToolClass;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Does a tool count as what it can do, and as dangerous where nobody knows?
final class ClassifierTest {

    /// One line of `tools.txt`.
    record Line(String kind, String name, List<String> hints, List<String> parameters, String classes) {
        Optional<Kind> server() {
            return kind.equals("-")
                    ? Optional.empty()
                    : Optional.of(Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
    }

    static Stream<Line> lines() throws IOException {
        try (var in = Objects.requireNonNull(ClassifierTest.class.getResourceAsStream("tools.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(line -> line.split("\\|", -1))
                            .map(parts -> new Line(
                                    parts[0].strip(),
                                    parts[1].strip(),
                                    words(parts[2]),
                                    words(parts[3]),
                                    parts[4].strip()))
                            .toList()
                            .stream();
        }
    }

    private static List<String> words(String part) {
        return Arrays.stream(part.strip().split(" "))
                .filter(word -> !word.equals("-"))
                .toList();
    }

    private static ToolDefinition tool(Line line) {
        JsonWriter out = new JsonWriter().object().member("name", line.name());
        out.name("inputSchema")
                .object()
                .member("type", "object")
                .name("properties")
                .object();
        line.parameters().forEach(parameter -> out.name(parameter).object().endObject());
        out.endObject().endObject().name("annotations").object();
        line.hints().forEach(hint -> out.name(hint.replace("!", "")).bool(!hint.startsWith("!")));
        return ToolDefinition.of(out.endObject().endObject().document().root()).orElseThrow();
    }

    private static String letters(Classes classes) {
        return Arrays.stream(ToolClass.values())
                .filter(classes::counts)
                .map(ClassifierTest::letter)
                .collect(Collectors.joining(" "));
    }

    private static String letter(ToolClass one) {
        return switch (one) {
            case READS -> "r";
            case WRITES -> "w";
            case DESTROYS -> "d";
            case SENDS_OUT -> "s";
            case RUNS_CODE -> "x";
            case RETURNS_UNTRUSTED -> "u";
            case RETURNS_PRIVATE -> "p";
        };
    }

    @ParameterizedTest
    @MethodSource("lines")
    void countsAsWhatItCanDo(Line line) {
        Classes classes = new Classifier(line.server(), Server.Said.NOTHING).of(tool(line));
        assertThat(letters(classes)).isEqualTo(line.classes());
        assertThat(classes.counted()).hasSize(line.classes().split(" ").length);
    }

    @Test
    void operatorSettlesIt() {
        Classifier classifier = new Classifier(
                Optional.of(Kind.SHELL),
                new Server.Said(
                        List.of(
                                new Server.Classed("safe_*", EnumSet.of(ToolClass.READS)),
                                new Server.Classed("*", EnumSet.of(ToolClass.WRITES))),
                        List.of()));
        Line safe = new Line("-", "safe_delete", List.of("destructiveHint"), List.of("command"), "");
        assertThat(letters(classifier.of(tool(safe)))).isEqualTo("r");
        assertThat(classifier.of(tool(safe)).word(ToolClass.DESTROYS))
                .isEqualTo(new Classes.Word(Known.NO, Origin.OPERATOR));
        assertThat(letters(classifier.of(tool(new Line("-", "other", List.of(), List.of(), "")))))
                .isEqualTo("w");
    }

    @Test
    void saysByWhoseWord() {
        Classes classes = new Classifier(Optional.of(Kind.FILES), Server.Said.NOTHING)
                .of(tool(new Line("-", "delete_file", List.of("readOnlyHint"), List.of("url"), "")));
        assertThat(classes.word(ToolClass.READS)).isEqualTo(new Classes.Word(Known.NO, Origin.NAME));
        assertThat(classes.word(ToolClass.DESTROYS)).isEqualTo(new Classes.Word(Known.YES, Origin.NAME));
        assertThat(classes.word(ToolClass.RUNS_CODE)).isEqualTo(new Classes.Word(Known.NO, Origin.ANNOTATION));
        assertThat(classes.word(ToolClass.SENDS_OUT)).isEqualTo(new Classes.Word(Known.YES, Origin.PARAMETERS));
        assertThat(classes.word(ToolClass.RETURNS_PRIVATE)).isEqualTo(new Classes.Word(Known.YES, Origin.SERVER_CLASS));
        Classes unknown = Classifier.NONE.of(tool(new Line("-", "x", List.of(), List.of(), "")));
        assertThat(unknown.word(ToolClass.READS)).isEqualTo(new Classes.Word(Known.UNKNOWN, Origin.NOBODY));
    }

    /// A server that hides `command` behind hundreds of other parameters gains nothing.
    @Test
    void manyParametersAreDangerous() {
        List<String> many = IntStream.range(0, 300).mapToObj(i -> "p" + i).toList();
        Classes classes =
                Classifier.NONE.of(tool(new Line("-", "get", List.of("readOnlyHint", "!openWorldHint"), many, "")));
        assertThat(letters(classes)).isEqualTo("w d s x u p");
    }

    @Test
    void promptsAndResourcesRead() {
        assertThat(letters(Classifier.NONE.ofReading())).isEqualTo("r u p");
        assertThat(letters(new Classifier(Optional.of(Kind.ANALYTICS), Server.Said.NOTHING).ofReading()))
                .isEqualTo("r p");
    }

    @Test
    void hintsOfOtherKindsSayNothing() {
        ToolDefinition odd = ToolDefinition.of(JsonDocument.of(
                                "{\"name\":\"x\",\"inputSchema\":{},\"annotations\":{\"readOnlyHint\":\"true\"}}")
                        .root())
                .orElseThrow();
        assertThat(Classifier.NONE.of(odd).counted())
                .isEqualTo(Set.copyOf(EnumSet.complementOf(EnumSet.of(ToolClass.READS))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'properties':{'ssn':{}}} | id",
                "{'properties':{'SSN':{},'Diagnosis_1':{}}} | health id",
                "{'type':'array','items':{'properties':{'patient':{'properties':{'diagnosis':{}}}}}} | health",
                "{'$ref':'#/$defs/a','$defs':{'a':{'anyOf':[{'properties':{'ss\\u006e':{}}}]}}} | id",
                "{'properties':{'name':{'description':'ssn','enum':['ssn']}},'required':['ssn']} | ''",
                "{'properties':['ssn']} | ''",
                "{} | ''",
            })
    void fieldsOfTheOutputSchemaHaveLabels(String schema, String labels) {
        Classifier classifier = new Classifier(
                Optional.empty(),
                new Server.Said(
                        List.of(),
                        List.of(),
                        List.of(
                                new Server.Labelled("ssn", Set.of("id")),
                                new Server.Labelled("*diagnosis*", Set.of("health"))),
                        List.of()));
        ToolDefinition tool = ToolDefinition.of(JsonDocument.of("{\"name\":\"x\",\"inputSchema\":{},\"outputSchema\":"
                                + schema.replace('\'', '"') + "}")
                        .root())
                .orElseThrow();
        assertThat(classifier.fieldLabels(tool).stream().sorted().collect(Collectors.joining(" ")))
                .isEqualTo(labels);
        assertThat(Classifier.NONE.fieldLabels(tool)).isEmpty();
    }
}

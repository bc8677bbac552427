package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Do reading, editing and quoting hold for any document, as Jackson's generator and tree see it?
class JsonPropertiesTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEPTH = 3;
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n", "  \n\t "};

    @Property(tries = 300)
    void everyValueIsWhatJacksonReads(@ForAll("trees") JsonNode tree, @ForAll Random random) throws MalformedJson {
        byte[] json = written(tree, random);
        JsonDocument document = JsonDocument.parse(json.clone(), JsonLimits.DEFAULT);
        JsonTrees.EXACT.assertSame(document.root(), JsonTrees.EXACT.mapper.readTree(json));
        assertThat(document.bytes()).isEqualTo(json);
        for (JsonValue string : document.root().strings()) {
            assertThat(JsonTrees.EXACT.mapper.readTree(string.raw()).stringValue())
                    .isEqualTo(string.text());
        }
    }

    @Property(tries = 200)
    void everyPartDetachedIsThatPart(@ForAll("trees") JsonNode tree, @ForAll Random random) throws MalformedJson {
        JsonDocument document = JsonDocument.parse(written(tree, random), JsonLimits.DEFAULT);
        for (JsonValue part : all(document.root())) {
            JsonDocument detached = part.detached();
            JsonDocument anew = JsonDocument.parse(part.raw(), JsonLimits.DEFAULT);
            assertThat(detached.root().json()).isEqualTo(anew.root().json());
            assertThat(detached.entries()).isEqualTo(anew.entries());
            JsonTrees.EXACT.assertSame(detached.root(), JsonTrees.EXACT.mapper.readTree(part.raw()));
        }
    }

    @Property(tries = 500)
    void editsDoWhatTheyDoOnATreeAndNothingElse(@ForAll("trees") JsonNode tree, @ForAll Random random)
            throws MalformedJson {
        byte[] json = written(tree, random);
        JsonDocument document = JsonDocument.parse(json, JsonLimits.DEFAULT);
        JsonEdits edits = new JsonEdits(document);
        Changes changes = new Changes(edits, random, new ArrayList<>());
        JsonNode expected = changes.change(document.root(), JsonTrees.EXACT.mapper.readTree(json));
        JsonDocument changed = edits.apply(JsonLimits.DEFAULT);
        JsonTrees.EXACT.assertSame(changed.root(), expected);
        assertThat(JsonTrees.EXACT.mapper.readTree(changed.bytes())).isEqualTo(expected);
        String after = new String(changed.bytes(), StandardCharsets.UTF_8);
        int at = 0;
        for (JsonValue kept : changes.kept()) {
            int found = after.indexOf(kept.json(), at);
            assertThat(found).as("kept as it was, in its order").isGreaterThanOrEqualTo(at);
            at = found + kept.json().length();
        }
    }

    @Property(tries = 300)
    void bytesAroundReplacementsStay(@ForAll("trees") JsonNode tree, @ForAll Random random) throws MalformedJson {
        byte[] json = written(tree, random);
        JsonDocument document = JsonDocument.parse(json, JsonLimits.DEFAULT);
        JsonEdits edits = new JsonEdits(document);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        int from = 0;
        for (JsonValue part : all(document.root())) {
            boolean scalar = !part.is(JsonKind.OBJECT) && !part.is(JsonKind.ARRAY);
            if (scalar && random.nextInt(3) == 0) {
                byte[] other = "{ \"re\":[1.0 , null]}".getBytes(StandardCharsets.UTF_8);
                edits.replace(part, other);
                expected.write(json, from, part.start() - from);
                expected.writeBytes(other);
                from = part.end();
            }
        }
        expected.write(json, from, json.length - from);
        assertThat(edits.apply(JsonLimits.DEFAULT).bytes()).isEqualTo(expected.toByteArray());
    }

    @Property(tries = 500)
    void quotedTextComesBack(@ForAll("texts") String text) throws MalformedJson {
        byte[] quoted = new JsonWriter().text(text).bytes();
        assertThat(JsonDocument.parse(quoted, JsonLimits.DEFAULT).root().text()).isEqualTo(text);
        assertThat(JsonTrees.EXACT.mapper.readTree(quoted).stringValue()).isEqualTo(text);
    }

    @Property(tries = 300)
    void namesAreFoundHoweverTheyAreWritten(@ForAll("texts") String name, @ForAll Random random) throws MalformedJson {
        byte[] json = written(NODES.objectNode().put(name, 1), random);
        JsonValue root = JsonDocument.parse(json, JsonLimits.DEFAULT).root();
        assertThat(root.get(name)).isPresent();
        assertThat(root.get(name + "x")).isEmpty();
        assertThat(root.get("x" + name)).isEmpty();
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Integer> code = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(' ', '~')),
                Tuple.of(2, Arbitraries.integers().between(0, 0x24f)),
                Tuple.of(1, Arbitraries.integers().between(0, Character.MAX_CODE_POINT)),
                Tuple.of(1, Arbitraries.of((int) '"', (int) '\\', (int) '/', 0x2028, 0xfeff, 0x1f600)));
        return code.filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .list()
                .ofMaxSize(20)
                .map(points -> {
                    StringBuilder text = new StringBuilder();
                    points.forEach(text::appendCodePoint);
                    return text.toString();
                });
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(
                texts().map(NODES::stringNode),
                Arbitraries.longs().map(NODES::numberNode),
                Arbitraries.bigIntegers()
                        .between(BigInteger.TEN.pow(60).negate(), BigInteger.TEN.pow(60))
                        .map(NODES::numberNode),
                Arbitraries.bigDecimals()
                        .between(BigDecimal.TEN.pow(40).negate(), BigDecimal.TEN.pow(40))
                        .ofScale(12)
                        .map(NODES::numberNode),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
        Arbitrary<JsonNode> trees = scalars;
        for (int depth = 0; depth < DEPTH; depth++) {
            Arbitrary<JsonNode> inner = trees;
            trees = Arbitraries.frequencyOf(
                    Tuple.of(1, scalars), Tuple.of(2, arrays(inner)), Tuple.of(3, objects(inner)));
        }
        return trees;
    }

    private static Arbitrary<JsonNode> arrays(Arbitrary<JsonNode> inner) {
        return inner.list().ofMaxSize(4).map(values -> NODES.arrayNode().addAll(values));
    }

    private Arbitrary<JsonNode> objects(Arbitrary<JsonNode> inner) {
        return Arbitraries.maps(texts(), inner).ofMaxSize(4).map(values -> NODES.objectNode()
                .setAll(values));
    }

    /// Jackson's generator, with random white space between tokens and at random everything but ASCII escaped.
    private static byte[] written(JsonNode tree, Random random) {
        ObjectWriter writer = JsonTrees.EXACT.mapper.writer().with(new Spaced(random));
        if (random.nextBoolean()) {
            writer = writer.with(JsonWriteFeature.ESCAPE_NON_ASCII);
        }
        if (random.nextBoolean()) {
            writer = writer.with(JsonWriteFeature.ESCAPE_FORWARD_SLASHES);
        }
        return (space(random) + writer.writeValueAsString(tree) + space(random)).getBytes(StandardCharsets.UTF_8);
    }

    private static String space(Random random) {
        return SPACES[random.nextInt(SPACES.length)];
    }

    private static List<JsonValue> all(JsonValue value) {
        List<JsonValue> all = new ArrayList<>(List.of(value));
        value.elements().forEach(element -> all.addAll(all(element)));
        value.members().forEach(member -> all.addAll(all(member.value())));
        return all;
    }

    /// Random edits, made on the document and on the tree alike.
    private record Changes(JsonEdits edits, Random random, List<JsonValue> kept) {
        JsonNode change(JsonValue value, JsonNode node) {
            if (random.nextInt(8) == 0) {
                String text = "new \"" + random.nextInt();
                edits.replace(value, new JsonWriter().text(text).bytes());
                return NODES.stringNode(text);
            }
            return switch (value.kind()) {
                case OBJECT -> changeMembers(value, node);
                case ARRAY -> changeElements(value, node);
                case STRING, NUMBER, TRUE, FALSE, NULL -> {
                    kept.add(value);
                    yield node;
                }
            };
        }

        private JsonNode changeElements(JsonValue value, JsonNode node) {
            ArrayNode changed = NODES.arrayNode();
            int at = 0;
            for (JsonValue element : value.elements()) {
                changed.add(change(element, node.get(at++)));
            }
            return changed;
        }

        private JsonNode changeMembers(JsonValue value, JsonNode node) {
            ObjectNode changed = NODES.objectNode();
            for (JsonValue.Member member : value.members()) {
                String name = member.name().text();
                switch (random.nextInt(5)) {
                    case 0 -> edits.remove(member.name());
                    case 1 -> {
                        edits.put(value, name, new JsonWriter().number(7).bytes());
                        changed.put(name, BigInteger.valueOf(7));
                    }
                    case 2 -> {
                        edits.replaceText(member.name(), "renamed " + name);
                        changed.set("renamed " + name, change(member.value(), node.get(name)));
                    }
                    default -> {
                        kept.add(member.name());
                        changed.set(name, change(member.value(), node.get(name)));
                    }
                }
            }
            for (int more = random.nextInt(3); more > 0; more--) {
                edits.put(value, "more " + more, new JsonWriter().bool(true).bytes());
                changed.put("more " + more, true);
            }
            return changed;
        }
    }

    /// Jackson's hook for white space, used to put random white space wherever it may stand.
    private record Spaced(Random random) implements PrettyPrinter {
        private void write(JsonGenerator generator, String token) {
            generator.writeRaw(space(random) + token + space(random));
        }

        @Override
        public void writeRootValueSeparator(JsonGenerator generator) {}

        @Override
        public void writeStartObject(JsonGenerator generator) {
            write(generator, "{");
        }

        @Override
        public void writeEndObject(JsonGenerator generator, int entries) {
            write(generator, "}");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator generator) {
            write(generator, ",");
        }

        @Override
        public void writeObjectNameValueSeparator(JsonGenerator generator) {
            write(generator, ":");
        }

        @Override
        public void writeStartArray(JsonGenerator generator) {
            write(generator, "[");
        }

        @Override
        public void writeEndArray(JsonGenerator generator, int values) {
            write(generator, "]");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator generator) {
            write(generator, ",");
        }

        @Override
        public void beforeArrayValues(JsonGenerator generator) {}

        @Override
        public void beforeObjectEntries(JsonGenerator generator) {}
    }
}

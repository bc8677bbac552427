package io.tidegate.json;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Does this JSON have the shape that a JSON Schema asks for (2020-12 unless `$schema` says otherwise)?
///
/// Nothing is ever fetched for a `$ref`. A schema or a pattern that takes too many steps decides nothing. Members that
/// the schema does not name are refused, unless its author said what may be there besides.
public final class JsonShape {
    private static final int SCHEMA_BYTES_MAX = 256 << 10;

    // Schemas come from servers: a short one can refer to itself so often that it is never done, and nothing
    // interrupts it. A step is one keyword at one place; this many take about a third of a second.
    private static final long STEPS_MAX = 300_000;
    private static final int NESTING_MAX = 1_000;
    private static final String DRAFT_2020 = SpecificationVersion.DRAFT_2020_12.getDialectId();

    /// Any of these on the outermost level is the author's own word on members that `properties` doesn't name.
    private static final Set<String> SAYS_MORE = Set.of("additionalProperties", "unevaluatedProperties");

    private static final Set<String> COMPOSES =
            Set.of("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "patternProperties", "dependentSchemas");

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .failFast(true)
                            .preloadSchema(true)
                            .regularExpressionFactory(BoundedPattern::new)
                            .build())
                    .schemaLoader(loader -> loader.fetchRemoteResources(false)
                            .block(iri -> !iri.toString().startsWith("https://json-schema.org/"))));

    private final Schema schema;

    private JsonShape(Schema schema) {
        this.schema = schema;
    }

    /// @throws UnusableSchema if it is too large, of an unknown dialect, refers elsewhere, or is no schema
    public static JsonShape of(JsonValue schema) throws UnusableSchema {
        if (schema.end() - schema.start() > SCHEMA_BYTES_MAX) {
            throw new UnusableSchema("the schema is larger than " + SCHEMA_BYTES_MAX + " bytes");
        }
        try {
            return new JsonShape(REGISTRY.getSchema(closed(schema), InputFormat.JSON));
        } catch (SchemaException | IllegalArgumentException | StackOverflowError unusable) {
            throw new UnusableSchema("the schema can't be used");
        }
    }

    /// What is wrong with the value, in words that don't quote it; empty where nothing is.
    ///
    /// @throws UnusableSchema if the schema can't decide: a reference that leads nowhere, too many steps
    public Optional<String> fault(JsonValue value) throws UnusableSchema {
        try {
            List<Error> faults =
                    BoundedPattern.within(() -> schema.validate(value.json(), InputFormat.JSON, JsonShape::bounded));
            return faults.isEmpty() ? Optional.empty() : Optional.of(words(faults.getFirst()));
        } catch (RuntimeException | StackOverflowError unusable) {
            throw new UnusableSchema("the schema can't decide");
        }
    }

    private static void bounded(ExecutionContext execution) {
        execution.executionConfig(config -> config.maxEvaluationSteps(STEPS_MAX).maxEvaluationDepth(NESTING_MAX));
    }

    /// The schema with its outermost object closed, where its author left that open without a word.
    private static String closed(JsonValue schema) throws UnusableSchema {
        boolean open = SAYS_MORE.stream().noneMatch(name -> schema.get(name).isPresent());
        if (!open || !schema.is(JsonKind.OBJECT)) {
            return schema.json();
        }
        boolean composed = COMPOSES.stream().anyMatch(name -> schema.get(name).isPresent());
        boolean current = schema.string("$schema").map(DRAFT_2020::equals).orElse(true);
        if (composed && !current) {
            return schema.json(); // older dialects have no word for what is left over after composition
        }
        String closing = composed ? "unevaluatedProperties" : "additionalProperties";
        JsonDocument own = schema.detached();
        try {
            JsonDocument closed = new JsonEdits(own)
                    .put(own.root(), closing, "false".getBytes(StandardCharsets.US_ASCII))
                    .apply(JsonLimits.EXAMINED);
            return closed.root().json();
        } catch (MalformedJson tooLarge) {
            throw new UnusableSchema("the schema can't be used");
        }
    }

    /// Names the place and the rule; values stay out of it, names of members are the caller's own.
    private static String words(Error fault) {
        String place = String.valueOf(fault.getInstanceLocation());
        String where = place.isEmpty() || place.equals("/") ? "the arguments" : "`" + place + "`";
        String property = fault.getProperty();
        return switch (fault.getKeyword()) {
            case "additionalProperties", "unevaluatedProperties" ->
                property == null
                        ? where + " has a member that the tool does not know"
                        : "`" + property + "` is unknown to the tool";
            case "required" ->
                property == null ? where + " lacks a member that the tool needs" : "`" + property + "` is needed";
            case null, default -> where + " does not fit `" + fault.getKeyword() + "` of the tool's schema";
        };
    }
}

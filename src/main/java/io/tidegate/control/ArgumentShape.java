package io.tidegate.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonShape;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.json.UnusableSchema;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ParamHeaders;
import io.tidegate.mcp.ToolDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Do the arguments fit the tool's schema, or the prompt's list? Parameters that it doesn't name are refused.
///
/// A tool whose schema can't be used can't be called. A schema is a server's words, which no control of the second door
/// has seen here: of them a refusal repeats only plain names.
final class ArgumentShape implements BeforeControl {
    private static final String NAME = "`[A-Za-z0-9_./~$-]{1,128}`";

    /// What a fault may say of itself: prose of our own, with at most plain names in it.
    private static final Pattern PLAIN = Pattern.compile("(?:the arguments|" + NAME + ") (?:has a member that the tool"
            + " does not know|lacks a member that the tool needs|is unknown to the tool|is needed|does not fit "
            + NAME + " of the tool's schema)");

    /// Read once for each definition; empty where the schema is unusable.
    private final Cache<ToolDefinition, Optional<JsonShape>> shapes =
            Caffeine.newBuilder().maximumSize(8_192).build();

    @Override
    public ControlId id() {
        return ControlId.ARGUMENT_SHAPE;
    }

    @Override
    public Verdict judge(Call call) {
        return switch (call.target()) {
            case Tool tool -> Method.isOfTask(call.method()) ? Verdict.PASS : ofTool(tool, call);
            case Prompt prompt -> call.method().equals(Method.PROMPTS_GET) ? ofPrompt(prompt, call) : Verdict.PASS;
            case Resource _ -> Verdict.PASS;
        };
    }

    /// The arguments of a prompt are strings, by the names that its definition gives (MCP, Prompts).
    private static Verdict ofPrompt(Prompt prompt, Call call) {
        Set<String> given = new HashSet<>();
        for (JsonValue.Member member : call.arguments().members()) {
            given.add(member.name().text());
        }
        Set<String> known = new HashSet<>();
        for (JsonValue argument : prompt.definition()
                .json()
                .root()
                .get("arguments")
                .map(JsonValue::elements)
                .orElse(List.of())) {
            String name = argument.string("name").orElse("");
            known.add(name);
            boolean needed = argument.get("required")
                    .filter(value -> value.is(JsonKind.TRUE))
                    .isPresent();
            if (needed && !given.contains(name)) {
                return refuse("one that the prompt needs is missing");
            }
        }
        for (JsonValue.Member member : call.arguments().members()) {
            if (!known.contains(member.name().text())) {
                return refuse("one is unknown to the prompt");
            }
            if (!member.value().is(JsonKind.STRING)) {
                return refuse("a prompt takes strings only");
            }
        }
        return Verdict.PASS;
    }

    private Verdict ofTool(Tool tool, Call call) {
        Optional<JsonShape> shape = shapes.get(tool.definition(), ArgumentShape::shape);
        if (shape.isEmpty()) {
            return refuse("the tool's schema can't be used, so nothing can be checked against it");
        }
        try {
            Optional<String> found = shape.get().fault(call.arguments());
            Optional<JsonValue> given = found.isEmpty() ? Optional.empty() : withoutNulls(tool, call.arguments());
            Optional<String> left = given.isEmpty() ? found : shape.get().fault(given.get());
            return left.map(fault ->
                            refuse(PLAIN.matcher(fault).matches() ? fault : "a member does not match its schema"))
                    .orElse(Verdict.PASS);
        } catch (UnusableSchema undecided) {
            return refuse(String.valueOf(undecided.getMessage()));
        }
    }

    /// Of an argument that a header repeats, null says that it is not given (MCP 2026-07-28, SEP-2243), whatever type
    /// its schema names. Empty where there is none such.
    private static Optional<JsonValue> withoutNulls(Tool tool, JsonValue arguments) {
        ParamHeaders repeated = ParamHeaders.of(tool.definition().inputSchema()).orElse(ParamHeaders.NONE);
        JsonDocument own = arguments.detached();
        JsonEdits edits = new JsonEdits(own);
        for (JsonValue.Member member : own.root().members()) {
            boolean notGiven = member.value().is(JsonKind.NULL)
                    && repeated.paths().containsValue(List.of(member.name().text()));
            if (notGiven) {
                edits.remove(member.name());
            }
        }
        try {
            return edits.isEmpty()
                    ? Optional.empty()
                    : Optional.of(edits.apply(JsonLimits.EXAMINED).root());
        } catch (MalformedJson tooLarge) {
            return Optional.empty(); // then what was found counts
        }
    }

    private static Optional<JsonShape> shape(ToolDefinition definition) {
        try {
            return Optional.of(JsonShape.of(definition.inputSchema()));
        } catch (UnusableSchema unusable) {
            return Optional.empty();
        }
    }

    private static Verdict refuse(String fault) {
        return new Verdict.Refuse(
                Refusal.of(Reason.ARGUMENTS_DO_NOT_FIT, "The arguments do not fit the tool: " + fault + "."));
    }
}

package io.tidegate.control;

import io.tidegate.catalog.Offers;
import io.tidegate.config.Glob;
import io.tidegate.config.Guard;
import io.tidegate.config.Pointer;
import io.tidegate.config.Server;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Does a guard look at something that nothing of its server has? It may be a slip of the pen, and then guards nothing.
///
/// Only the first step of a pointer is compared. Of a tool whose schema does not close its parameters nothing is said.
public final class GuardFit {
    private GuardFit() {}

    /// What fits nothing, each in a sentence.
    public static List<String> misfits(Server server, Offers offers) {
        List<String> misfits = new ArrayList<>();
        for (int at = 0; at < server.guards().size(); at++) {
            Guard guard = server.guards().get(at);
            String whose = "servers." + server.name() + ".guards[" + at + "]";
            List<Definition> tools = chosen(guard.scope().tools(), offers.of(Offering.TOOL));
            List<Definition> prompts = chosen(guard.scope().prompts(), offers.of(Offering.PROMPT));
            if (guard.scope().hasArguments() && tools.isEmpty() && prompts.isEmpty()) {
                misfits.add(whose + " fits no tool and no prompt of the server");
                continue;
            }
            List<Pointer> missing = guard.parameters(server.kind()).in().stream()
                    .filter(pointer ->
                            Stream.of(tools, prompts).flatMap(List::stream).noneMatch(one -> mayHave(one, pointer)))
                    .toList();
            if (!guard.isUsual()) {
                missing.forEach(pointer -> misfits.add(
                        whose + ": no tool or prompt that it fits has the argument `" + pointer.text() + "`"));
            } else if (missing.equals(guard.parameters(server.kind()).in())) {
                misfits.add(whose + ": no tool or prompt that it fits has an argument that is usual for the server's"
                        + " class; name them with `in`");
            }
        }
        return misfits;
    }

    private static List<Definition> chosen(List<String> patterns, List<Definition> definitions) {
        return definitions.stream()
                .filter(one -> patterns.stream().anyMatch(pattern -> Glob.fits(pattern, one.name())))
                .toList();
    }

    private static boolean mayHave(Definition definition, Pointer pointer) {
        String step = pointer.steps().getFirst();
        if (step.equals(Pointer.ANY)) {
            return true;
        }
        JsonValue root = definition.json().root();
        return root.get("inputSchema").map(schema -> mayHave(schema, step)).orElseGet(() -> takes(root, step));
    }

    private static boolean mayHave(JsonValue schema, String name) {
        boolean composed = Stream.of("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "patternProperties")
                .anyMatch(word -> schema.get(word).isPresent());
        boolean open = schema.get("additionalProperties")
                .filter(more -> !more.is(JsonKind.FALSE))
                .isPresent();
        return composed
                || open
                || schema.get("properties").flatMap(all -> all.get(name)).isPresent();
    }

    private static boolean takes(JsonValue prompt, String name) {
        for (JsonValue argument :
                prompt.get("arguments").map(JsonValue::elements).orElse(List.of())) {
            if (argument.string("name").filter(name::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }
}

package io.tidegate.control;

import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.policy.Facts;
import io.tidegate.policy.ReadFacts;
import io.tidegate.policy.ToolFacts;
import io.tidegate.toolclass.Classes;
import java.util.Optional;
import java.util.stream.Stream;

/// What are policies told of a target? What nobody says of it counts as dangerous.
final class TargetFacts {
    private TargetFacts() {}

    /// More than one where it has two spellings.
    static Stream<Facts> of(Target target) {
        String server = target.server().name();
        return switch (target) {
            case Prompt prompt ->
                Stream.of(new ReadFacts(
                        Facts.Kind.PROMPT,
                        server,
                        prompt.name(),
                        classes(prompt).counted()));
            case Resource resource ->
                resource.judged().stream()
                        .map(uri -> new ReadFacts(
                                Facts.Kind.RESOURCE,
                                server,
                                uri,
                                classes(resource).counted()));
            case Tool tool -> Stream.of(of(tool));
        };
    }

    static ToolFacts of(Tool tool) {
        return new ToolFacts(
                tool.server().name(),
                tool.name(),
                tool.classes().counted(),
                tool.definition().hint("idempotentHint", false),
                Optional.of(tool.definition().inputSchema()));
    }

    static Classes classes(Target target) {
        return switch (target) {
            case Tool tool -> tool.classes();
            case Prompt _, Resource _ -> target.server().classifier().ofReading();
        };
    }
}

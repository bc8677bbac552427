package io.tidegate.upstream;

import io.tidegate.catalog.Offers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a server offered before it went away, each entry with a mark that says that this is old.
final class StaleMark {
    static final String NAME = "io.tidegate/stale";
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);

    private StaleMark() {}

    static Offers on(Offers offers) {
        Map<Offering, List<Definition>> marked = new EnumMap<>(Offering.class);
        offers.lists()
                .forEach((kind, definitions) ->
                        marked.put(kind, definitions.stream().map(StaleMark::on).toList()));
        return new Offers(marked, offers.capabilities(), offers.instructions());
    }

    private static Definition on(Definition definition) {
        JsonDocument json = on(definition.json());
        return switch (definition) {
            case ToolDefinition tool -> new ToolDefinition(tool.name(), json);
            case Description other -> new Description(other.kind(), other.name(), json);
        };
    }

    private static JsonDocument on(JsonDocument json) {
        byte[] meta = json.root()
                .get(MetaKey.META)
                .map(JsonValue::detached)
                .map(old -> Envelope.adapted(old, Set.of(), Map.of(NAME, TRUE)))
                .orElseGet(() -> new JsonWriter()
                        .object()
                        .name(NAME)
                        .raw(TRUE)
                        .endObject()
                        .bytes());
        byte[] whole = Envelope.adapted(json, Set.of(), Map.of(MetaKey.META, meta));
        return new JsonWriter().raw(whole).document();
    }
}

package io.tidegate.control;

import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonValue;

/// Takes out of what a server said the names that only the gateway may use: wherever they stand in a `_meta`, at any
/// depth, and in what an error tells.
final class GatewayNames {
    private static final String OURS = "io.tidegate/";

    private final JsonEdits edits;
    private final String kept;
    private int removed;

    /// @param kept a name that may stay, as the gateway itself put it there
    GatewayNames(JsonEdits edits, String kept) {
        this.edits = edits;
        this.kept = kept;
    }

    /// Whatever is allowed to speak for the gateway here is put in afterwards.
    GatewayNames(JsonEdits edits) {
        this(edits, "");
    }

    /// How many were taken out.
    int removed() {
        return removed;
    }

    /// Out of every `_meta` of this.
    GatewayNames ofMeta(JsonValue whole) {
        int done = 0; // where the last that was looked through ends: another inside it was looked through with it
        for (JsonValue.Member meta : whole.named("_meta")) {
            if (meta.value().start() >= done) {
                all(meta.value());
                done = meta.value().end();
            }
        }
        return this;
    }

    /// Out of all of this.
    GatewayNames all(JsonValue value) {
        for (JsonValue.Member member : value.members()) {
            String name = member.name().text();
            if (name.startsWith(OURS) && !name.equals(kept)) {
                edits.remove(member.name());
                removed++;
            } else {
                all(member.value());
            }
        }
        value.elements().forEach(this::all);
        return this;
    }
}

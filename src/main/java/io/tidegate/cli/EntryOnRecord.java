package io.tidegate.cli;

import io.tidegate.json.JsonValue;
import java.util.Optional;

/// What does an entry of the trail call those whom it is about?
final class EntryOnRecord {
    private EntryOnRecord() {}

    /// The user, and whose word that is where it is an issuer's.
    static String who(JsonValue entry) {
        Optional<JsonValue> who = entry.get("who");
        String user = who.flatMap(one -> one.string("user")).orElse("");
        return user
                + who.flatMap(one -> one.string("issuer"))
                        .map(issuer -> " of " + issuer)
                        .orElse("");
    }

    /// As policies name it; of a resource its server, as its URI is sealed.
    static String tool(JsonValue entry) {
        String server = entry.string("server").orElse("");
        return entry.string("tool")
                .map(name -> server + "/" + name)
                .or(() -> entry.string("prompt").map(name -> server + "/" + name + " (prompt)"))
                .orElse(server + " (resource)");
    }
}

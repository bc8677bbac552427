package io.tidegate.audit;

import io.tidegate.call.Arrival;
import io.tidegate.call.Note;
import io.tidegate.call.Refusal;
import io.tidegate.call.Ruling;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Tool;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Method;
import java.util.List;
import java.util.Set;

/// How the parts of an entry are written: names and shapes are a promise (docs/trail.md).
final class EntryFields {
    private static final Set<String> SERVED =
            Set.of(Method.INITIALIZE, Method.DISCOVER, Method.PING, Method.TOOLS_LIST, Method.TOOLS_CALL);

    private EntryFields() {}

    static void caller(JsonWriter out, Arrival arrival) {
        Principal principal = arrival.caller().principal();
        out.name("who")
                .object()
                .member("user", principal.id())
                .member("by", principal.authentication().label())
                .name("groups")
                .array();
        principal.sortedGroups().forEach(out::text);
        out.endArray().endObject();
        out.name("client")
                .object()
                .member("name", arrival.caller().client().name())
                .member("version", arrival.caller().client().version())
                .endObject();
        out.member("source", arrival.caller().source());
    }

    static void request(JsonWriter out, Arrival arrival) {
        out.member("profile", arrival.profile())
                .member("protocol", arrival.version().id())
                .member("method", method(arrival));
    }

    /// What was asked, where Tidegate serves it: any other name is the caller's free text, so it is not written down.
    static String method(Arrival arrival) {
        String method = arrival.request().method();
        return SERVED.contains(method) ? method : "other";
    }

    static void tool(JsonWriter out, Tool tool) {
        out.member("server", tool.server().name()).member("tool", tool.name());
    }

    static void refusal(JsonWriter out, Refusal refusal) {
        out.member("reason", refusal.reason().code()).member("detail", refusal.detail());
    }

    static void rulings(JsonWriter out, List<Ruling> rulings) {
        if (rulings.isEmpty()) {
            return;
        }
        out.name("rulings").array();
        for (Ruling ruling : rulings) {
            out.object().member("control", ruling.control().id()).member("micros", ruling.nanos() / 1_000);
            switch (ruling.verdict()) {
                case Verdict.Pass(List<Note> notes) -> notes(out.member("verdict", "pass"), notes);
                case Verdict.Mend(var _, List<Note> notes) -> notes(out.member("verdict", "mend"), notes);
                case Verdict.Refuse _ -> out.member("verdict", "refuse");
            }
            out.endObject();
        }
        out.endArray();
    }

    private static void notes(JsonWriter out, List<Note> notes) {
        if (notes.isEmpty()) {
            return;
        }
        out.name("notes").array();
        for (Note note : notes) {
            out.object()
                    .member("what", note.what())
                    .member("kind", note.kind())
                    .member("count", note.count())
                    .endObject();
        }
        out.endArray();
    }
}

package io.tidegate.audit;

import io.tidegate.call.Arrival;
import io.tidegate.call.Leg;
import io.tidegate.call.Note;
import io.tidegate.call.Refusal;
import io.tidegate.call.Ruling;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Evidence;
import io.tidegate.identity.Principal;
import io.tidegate.identity.Proof;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Method;
import java.util.List;

/// How the parts of an entry are written: names and shapes are a promise (docs/trail.md).
final class EntryFields {
    private static final int ASKED_MAX = 64;

    private EntryFields() {}

    static void caller(JsonWriter out, Arrival arrival) {
        who(out, arrival.caller().principal());
        out.name("client")
                .object()
                .member("name", arrival.caller().client().name())
                .member("version", arrival.caller().client().version())
                .endObject();
        out.member("source", arrival.caller().source());
    }

    static void who(JsonWriter out, Principal principal) {
        out.name("who").object();
        if (!principal.tenant().equals(Principal.DEFAULT_TENANT)) {
            out.member("tenant", principal.tenant());
        }
        out.member("user", principal.id())
                .member("by", principal.authentication().label());
        proof(out, principal.authentication());
        out.name("groups").array();
        principal.sortedGroups().forEach(out::text);
        out.endArray();
        if (!principal.roles().isEmpty()) {
            out.name("roles").array();
            principal.sortedRoles().forEach(out::text);
            out.endArray();
        }
        evidence(out, principal.evidence());
        principal.party().ifPresent(party -> {
            out.member("kind", party.kind().id());
            party.actor().ifPresent(actor -> out.member("actor", actor));
        });
        principal.client().ifPresent(client -> out.member("client", client));
        out.endObject();
    }

    /// Whose word it is: a name is a name of its issuer's, and a key can be any of a user's.
    private static void proof(JsonWriter out, Authentication authentication) {
        switch (authentication) {
            case Authentication.OidcToken token -> out.member("issuer", token.issuer());
            case Authentication.ApiKey key -> out.member("key", key.keyId());
            case Authentication.Anonymous _, Authentication.Certificate _, Authentication.SystemUser _ -> {}
        }
    }

    private static void evidence(JsonWriter out, Evidence evidence) {
        if (evidence.proofs().isEmpty()) {
            return;
        }
        out.name("proofs").array();
        evidence.proofs().stream().sorted().map(Proof::id).forEach(out::text);
        out.endArray();
        evidence.certificate().ifPresent(name -> out.member("certificate", name));
        evidence.acr().ifPresent(acr -> out.member("acr", acr));
    }

    static void request(JsonWriter out, Arrival arrival) {
        out.member("profile", arrival.profile())
                .member("protocol", arrival.version().id())
                .member("method", method(arrival));
        String asked = arrival.request().method();
        if (!Method.isServed(asked)) {
            out.member("asked", plain(asked));
        }
    }

    /// Free text of the caller's: what is not visible ASCII is written as in JSON, so nothing in it steers a terminal.
    private static String plain(String text) {
        StringBuilder kept = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            boolean visible = letter > ' ' && letter < 127 && letter != '\\';
            String next = visible ? String.valueOf(letter) : "\\u%04x".formatted((int) letter);
            if (kept.length() + next.length() > ASKED_MAX) {
                return kept.append("...").toString();
            }
            kept.append(next);
        }
        return kept.toString();
    }

    /// What was asked, where Tidegate serves it: there are few of these, so they can be counted by.
    static String method(Arrival arrival) {
        String method = arrival.request().method();
        return Method.isServed(method) ? method : "other";
    }

    static void leg(JsonWriter out, Leg leg) {
        out.member("first", leg.first().text()).member("round", leg.round());
        if (leg.agreed().isPresent()) {
            out.member("agreed", true);
        }
    }

    /// A resource is named by its server alone: its URI can hold content, and stands sealed with the arguments.
    static void target(JsonWriter out, Target target) {
        out.member("server", target.server().name());
        if (!target.server().runsAs().id().isEmpty()) {
            out.member("as", target.server().runsAs().id());
        }
        switch (target) {
            case Tool tool -> out.member("tool", tool.name());
            case Prompt prompt -> out.member("prompt", prompt.name());
            case Resource _ -> {}
        }
    }

    /// What metrics and logs call it.
    static String id(Target target) {
        return switch (target) {
            case Tool tool -> tool.id();
            case Prompt prompt -> prompt.id();
            case Resource resource -> resource.server().name() + "/(resource)";
        };
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
                case Verdict.Pass(List<Note> notes, var _) -> notes(out.member("verdict", "pass"), notes);
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

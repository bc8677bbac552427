package io.tidegate.control;

import io.tidegate.call.Content;
import io.tidegate.call.Note;
import io.tidegate.call.Verdict;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What of `csp`, `permissions` and `domain` in `_meta.ui` is too much (MCP Apps, SEP-1865)? It is taken out, and what
/// is malformed or has a name that is not known is too much. A `null` asks for nothing and stays.
///
/// The same where hosts read it beside: `ui/csp` and the like, as they read `ui/resourceUri`, and `openai/widgetCSP`
/// and
/// `openai/widgetDomain`.
final class AppTrims {
    private static final String FLAT = "ui/";
    private static final Set<String> LISTS =
            Set.of("connectDomains", "resourceDomains", "frameDomains", "baseUriDomains");
    private static final Set<String> WIDGET_LISTS =
            Set.of("connect_domains", "resource_domains", "frame_domains", "redirect_domains");

    private final JsonEdits edits;
    private final AppAllowance allowed;
    private final Map<String, Integer> removed = new TreeMap<>();

    AppTrims(JsonDocument json, AppAllowance allowed) {
        this.edits = new JsonEdits(json);
        this.allowed = allowed;
    }

    void meta(JsonValue meta) {
        for (JsonValue.Member member : meta.members()) {
            String name = member.name().text();
            if (name.startsWith(FLAT)) {
                ui(member, name.substring(FLAT.length()));
                continue;
            }
            switch (name) {
                case "ui" ->
                    member.value()
                            .members()
                            .forEach(inner -> ui(inner, inner.name().text()));
                case "openai/widgetCSP" -> csp(member, WIDGET_LISTS);
                case "openai/widgetDomain" -> domain(member);
                default -> {} // not about apps, or about nothing that they could have too much of
            }
        }
    }

    private void ui(JsonValue.Member member, String name) {
        switch (name) {
            case "csp" -> csp(member, LISTS);
            case "permissions" -> permissions(member);
            case "domain" -> domain(member);
            default -> {} // carried
        }
    }

    private void csp(JsonValue.Member csp, Set<String> lists) {
        if (csp.value().is(JsonKind.NULL)) {
            return;
        }
        if (!allowed.isPolicy(csp.value(), lists)) {
            remove(csp, "malformed-csp");
            return;
        }
        for (JsonValue.Member list : csp.value().members()) {
            if (!lists.contains(list.name().text())) {
                remove(list, "unknown-csp");
            } else {
                list(list.value());
            }
        }
    }

    private void list(JsonValue list) {
        JsonWriter kept = new JsonWriter().array();
        int without = 0;
        for (JsonValue source : list.elements()) {
            if (allowed.allows(source)) {
                kept.value(source);
            } else {
                without++;
            }
        }
        if (without > 0) {
            edits.replace(list, kept.endArray().bytes());
            removed.merge("domain", without, Integer::sum);
        }
    }

    private void permissions(JsonValue.Member permissions) {
        JsonValue all = permissions.value();
        if (all.is(JsonKind.NULL)) {
            return;
        }
        List<JsonValue.Member> tooMuch = new ArrayList<>();
        boolean wellFormed = all.is(JsonKind.OBJECT);
        for (JsonValue.Member each : all.members()) {
            boolean asks = !each.value().is(JsonKind.NULL);
            wellFormed &= !asks || each.value().is(JsonKind.OBJECT);
            if (asks && !allowed.permissions().contains(each.name().text())) {
                tooMuch.add(each);
            }
        }
        if (wellFormed) {
            tooMuch.forEach(each -> remove(each, "permission"));
        } else {
            remove(permissions, "malformed-permissions");
        }
    }

    /// The origin that the app itself is to have. `*.` would be no origin.
    private void domain(JsonValue.Member domain) {
        boolean one =
                domain.value().is(JsonKind.STRING) && !domain.value().text().startsWith("*");
        if (!domain.value().is(JsonKind.NULL) && !(one && allowed.allows(domain.value()))) {
            remove(domain, "own-domain");
        }
    }

    private void remove(JsonValue.Member member, String kind) {
        edits.remove(member.name());
        removed.merge(kind, 1, Integer::sum);
    }

    Verdict verdict() {
        if (edits.isEmpty()) {
            return Verdict.PASS;
        }
        List<Note> notes = removed.entrySet().stream()
                .map(entry -> new Note("removed", entry.getKey(), entry.getValue()))
                .toList();
        try {
            return new Verdict.Mend(new Content(edits.apply(JsonLimits.EXAMINED)), notes);
        } catch (MalformedJson impossible) {
            throw new IllegalStateException("an answer became malformed by becoming less", impossible);
        }
    }
}

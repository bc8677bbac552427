package io.tidegate.toolclass;

import io.tidegate.config.Glob;
import io.tidegate.config.Server;
import io.tidegate.config.Server.Kind;
import io.tidegate.config.ToolClass;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.toolclass.Classes.Word;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which classes are the tools of one server in? The operator's word settles it. Else whatever says that a tool is
/// dangerous is believed first, and then whatever says that it is not; what nobody speaks of counts as dangerous.
///
/// A name speaks in a tool's favour only where the operator has said what the server is for: a server may call its
/// tools as it likes. So may it annotate them; do not lean on that for servers that you do not trust.
///
/// @param said the operator's word
public record Classifier(Optional<Kind> kind, Server.Said said) {
    /// Of a server of which the operator says nothing.
    public static final Classifier NONE = new Classifier(Optional.empty(), Server.Said.NOTHING);

    private static final List<ToolClass> DANGERS = List.of(ToolClass.values()).subList(1, ToolClass.values().length);

    /// Of a tool.
    public Classes of(ToolDefinition tool) {
        Optional<Set<ToolClass>> settled = said.classes().stream()
                .filter(each -> Glob.fits(each.tools(), tool.name()))
                .map(Server.Classed::classes)
                .findFirst();
        return settled.map(Classifier::settled).orElseGet(() -> found(tool));
    }

    /// Of a prompt or a resource: to have it changes nothing, and what it holds may be anything.
    public Classes ofReading() {
        Map<ToolClass, Word> words = new EnumMap<>(ToolClass.class);
        for (ToolClass each : DANGERS) {
            boolean returns = each == ToolClass.RETURNS_UNTRUSTED || each == ToolClass.RETURNS_PRIVATE;
            words.put(each, returns ? byServer(each, false) : new Word(Known.NO, Origin.NOBODY));
        }
        return new Classes(words);
    }

    /// What is to be known of what comes back: the operator's labels, and `untrusted` and `private` by the classes.
    ///
    /// @param name the server's own, or a URI
    public Set<String> labels(String name, Classes classes) {
        Set<String> labels = new TreeSet<>();
        said.labels().stream()
                .filter(each -> Glob.fits(each.names(), name))
                .forEach(each -> labels.addAll(each.labels()));
        if (classes.counts(ToolClass.RETURNS_UNTRUSTED)) {
            labels.add("untrusted");
        }
        if (classes.counts(ToolClass.RETURNS_PRIVATE)) {
            labels.add("private");
        }
        return labels;
    }

    /// The operator's labels of the fields that a tool's output schema has, at any depth.
    public Set<String> fieldLabels(ToolDefinition tool) {
        if (said.fieldLabels().isEmpty()) {
            return Set.of();
        }
        Set<String> fields = new HashSet<>();
        for (JsonValue.Member list :
                tool.outputSchema().map(schema -> schema.named("properties")).orElse(List.of())) {
            list.value()
                    .members()
                    .forEach(field -> fields.add(field.name().text().toLowerCase(Locale.ROOT)));
        }
        return said.fieldLabels().stream()
                .filter(each -> fields.stream().anyMatch(field -> Glob.fits(each.names(), field)))
                .flatMap(each -> each.labels().stream())
                .collect(Collectors.toSet());
    }

    private static Classes settled(Set<ToolClass> said) {
        Map<ToolClass, Word> words = new EnumMap<>(ToolClass.class);
        for (ToolClass each : DANGERS) {
            words.put(each, new Word(said.contains(each) ? Known.YES : Known.NO, Origin.OPERATOR));
        }
        return new Classes(words);
    }

    private Classes found(ToolDefinition tool) {
        Map<Origin, Map<ToolClass, Known>> sources = new EnumMap<>(Origin.class);
        sources.put(Origin.ANNOTATION, annotated(tool));
        sources.put(Origin.NAME, NameWords.of(tool.name()));
        sources.put(Origin.PARAMETERS, signs(tool));
        Map<ToolClass, Word> words = new EnumMap<>(ToolClass.class);
        for (ToolClass each : List.of(ToolClass.RUNS_CODE, ToolClass.DESTROYS, ToolClass.WRITES)) {
            words.put(each, change(words, word(each, sources, byServer(each, false))));
        }
        boolean writes = new Classes(words).counts(ToolClass.WRITES);
        for (ToolClass each : List.of(ToolClass.SENDS_OUT, ToolClass.RETURNS_UNTRUSTED, ToolClass.RETURNS_PRIVATE)) {
            words.put(each, word(each, sources, byServer(each, writes)));
        }
        return new Classes(words);
    }

    /// What destroys or runs code writes, whoever says otherwise.
    private static Word change(Map<ToolClass, Word> before, Word word) {
        return before.values().stream()
                .filter(stronger -> stronger.known() == Known.YES && word.known() != Known.YES)
                .findFirst()
                .orElse(word);
    }

    private Word word(ToolClass one, Map<Origin, Map<ToolClass, Known>> sources, Word template) {
        if (template.known() == Known.YES) {
            return template;
        }
        for (Known wanted : List.of(Known.YES, Known.NO)) {
            for (Map.Entry<Origin, Map<ToolClass, Known>> source : sources.entrySet()) {
                boolean heard = wanted == Known.YES || source.getKey() != Origin.NAME || kind.isPresent();
                if (heard && source.getValue().get(one) == wanted) {
                    return new Word(wanted, source.getKey());
                }
            }
        }
        return template;
    }

    private Word byServer(ToolClass one, boolean writes) {
        ServerClasses.Says says =
                kind.map(ServerClasses::of).map(template -> template.get(one)).orElse(null);
        if (says == null) {
            return new Word(Known.UNKNOWN, Origin.NOBODY);
        }
        return switch (says) {
            case YES -> new Word(Known.YES, Origin.SERVER_CLASS);
            case NO -> new Word(Known.NO, Origin.SERVER_CLASS);
            case IF_WRITES -> new Word(writes ? Known.YES : Known.NO, Origin.SERVER_CLASS);
        };
    }

    private static Map<ToolClass, Known> signs(ToolDefinition tool) {
        Map<ToolClass, Known> signs = new EnumMap<>(ToolClass.class);
        ParameterSigns.of(tool).forEach(sign -> signs.put(sign, Known.YES));
        return signs;
    }

    /// What is not said is not known; MCP's own defaults (schema, ToolAnnotations) count as dangerous, too.
    private static Map<ToolClass, Known> annotated(ToolDefinition tool) {
        Known reads = hint(tool, "readOnlyHint");
        Known destroys = hint(tool, "destructiveHint");
        Known reachesOut = hint(tool, "openWorldHint");
        Map<ToolClass, Known> said = new EnumMap<>(ToolClass.class);
        said.put(ToolClass.SENDS_OUT, reachesOut);
        said.put(ToolClass.RETURNS_UNTRUSTED, reachesOut);
        switch (reads) {
            case YES -> {
                said.put(ToolClass.WRITES, Known.NO);
                said.put(ToolClass.DESTROYS, Known.NO);
                said.put(ToolClass.RUNS_CODE, Known.NO);
            }
            case NO -> {
                said.put(ToolClass.WRITES, Known.YES);
                said.put(ToolClass.DESTROYS, destroys);
            }
            case UNKNOWN -> said.put(ToolClass.DESTROYS, destroys);
        }
        return said;
    }

    private static Known hint(ToolDefinition tool, String name) {
        return Known.of(tool.json()
                .root()
                .get("annotations")
                .flatMap(annotations -> annotations.get(name))
                .filter(value -> value.is(JsonKind.TRUE) || value.is(JsonKind.FALSE))
                .map(value -> value.is(JsonKind.TRUE)));
    }
}

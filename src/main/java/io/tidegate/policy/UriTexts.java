package io.tidegate.policy;

import io.tidegate.catalog.UriForm;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Which texts of a policy are meant as a resource's URI, and are written as policies never see one? See [UriForm].
final class UriTexts {
    /// A URI by itself, or behind the name of its server, as resources are named.
    private static final Pattern URI = Pattern.compile(
            "(?:[a-z0-9][a-z0-9-]{0,62}/)?((?:(?i:file):|[A-Za-z][A-Za-z0-9+.-]{1,31}://).*)", Pattern.DOTALL);

    private UriTexts() {}

    /// One line for each such text.
    static Set<String> warnings(JsonNode policy) {
        Set<String> warnings = new TreeSet<>();
        collect(policy.path("principal"), warnings);
        collect(policy.path("resource"), warnings);
        collect(policy.path("conditions"), warnings);
        return warnings;
    }

    private static void collect(JsonNode node, Set<String> warnings) {
        if (node.isString()) {
            look(node.asString(), "", warnings);
        }
        if (node.has("pattern")) {
            look(beginning(node.path("pattern")), "*", warnings);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().equals("pattern")) {
                collect(member.getValue(), warnings);
            }
        }
        if (node.isArray()) {
            node.forEach(element -> collect(element, warnings));
        }
    }

    /// What a pattern says before its first wildcard.
    private static String beginning(JsonNode pattern) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : pattern) {
            if (!part.has("Literal")) {
                break;
            }
            text.append(part.path("Literal").asString());
        }
        return text.toString();
    }

    private static void look(String text, String rest, Set<String> warnings) {
        Matcher uri = URI.matcher(text);
        if (!uri.matches()) {
            return;
        }
        Optional<String> form = UriForm.of(uri.group(1));
        if (form.isEmpty() || !form.get().equals(uri.group(1))) {
            warnings.add("no resource has a URI that is written `" + uri.group(1) + rest + "`"
                    + form.map(seen -> ": policies see `" + seen + rest + "`").orElse(""));
        }
    }
}

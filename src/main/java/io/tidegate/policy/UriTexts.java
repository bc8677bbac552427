package io.tidegate.policy;

import io.tidegate.catalog.UriForm;
import java.util.HashSet;
import java.util.List;
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

    /// How a URI may go on that begins as a pattern does.
    private static final List<String> ENDS = List.of("x", "/x", "//x", "///x");

    private UriTexts() {}

    /// @param rest `*` where the text is the beginning of a pattern, else empty
    private record Text(String uri, String rest) {
        boolean isBeginning() {
            return !rest.isEmpty();
        }

        boolean fits() {
            return isBeginning()
                    ? ENDS.stream().anyMatch(end -> UriForm.seen(uri + end)
                            .filter(form -> form.startsWith(uri))
                            .isPresent())
                    : seen().filter(uri::equals).isPresent();
        }

        /// How policies see it; of a beginning, without what had to be added to see that.
        Optional<String> seen() {
            return isBeginning()
                    ? UriForm.seen(uri + "x").map(form -> form.substring(0, form.lastIndexOf('x')))
                    : UriForm.seen(uri);
        }

        /// The same with its host in small letters, in which it is judged too.
        Text small() {
            return new Text(UriForm.smallHost(uri), rest);
        }
    }

    /// One line for each such text.
    static Set<String> warnings(JsonNode policy) {
        Set<Text> texts = new HashSet<>();
        collect(policy.path("principal"), texts);
        collect(policy.path("resource"), texts);
        collect(policy.path("conditions"), texts);
        Set<String> warnings = new TreeSet<>();
        for (Text text : texts) {
            if (!text.fits()) {
                warnings.add("no resource has a URI that is written `" + text.uri() + text.rest() + "`"
                        + text.seen()
                                .map(seen -> ": policies see `" + seen + text.rest() + "`")
                                .orElse(""));
            } else if (!texts.contains(text.small())) {
                warnings.add("what is written `" + text.uri() + text.rest() + "` is judged as `"
                        + text.small().uri() + text.rest() + "` too: name that as well");
            }
        }
        return warnings;
    }

    private static void collect(JsonNode node, Set<Text> texts) {
        if (node.isString()) {
            look(node.asString(), "", texts);
        }
        if (node.has("pattern")) {
            look(beginning(node.path("pattern")), "*", texts);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().equals("pattern")) {
                collect(member.getValue(), texts);
            }
        }
        if (node.isArray()) {
            node.forEach(element -> collect(element, texts));
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

    private static void look(String text, String rest, Set<Text> texts) {
        Matcher uri = URI.matcher(text);
        if (uri.matches()) {
            texts.add(new Text(uri.group(1), rest));
        }
    }
}

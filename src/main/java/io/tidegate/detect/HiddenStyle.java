package io.tidegate.detect;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Does an element's own style hide it from people? Reads the style attribute only: what a style sheet does is not
/// seen.
final class HiddenStyle {
    private static final double OPACITY_SEEN = 0.05;
    private static final double FONT_PIXELS_SEEN = 1.5;
    private static final double FAR_AWAY = 900;

    private static final Map<String, String> COLOURS = Map.of(
            "white", "#ffffff",
            "#fff", "#ffffff",
            "rgb(255,255,255)", "#ffffff",
            "black", "#000000",
            "#000", "#000000",
            "rgb(0,0,0)", "#000000");

    private HiddenStyle() {}

    static boolean hides(String style) {
        Map<String, String> rules = rules(style);
        return rules.getOrDefault("display", "").equals("none")
                || List.of("hidden", "collapse").contains(rules.getOrDefault("visibility", ""))
                || below(rules.get("opacity"), OPACITY_SEEN)
                || tinyFont(rules.getOrDefault("font-size", ""))
                || colourless(rules)
                || offPage(rules)
                || clipped(rules);
    }

    private static Map<String, String> rules(String style) {
        String plain = decoded(style).toLowerCase(Locale.ROOT);
        Map<String, String> rules = new HashMap<>();
        int at = 0;
        while (at < plain.length()) {
            int end = plain.indexOf(';', at);
            end = end < 0 ? plain.length() : end;
            int colon = plain.indexOf(':', at);
            if (colon > at && colon < end) {
                String value = plain.substring(colon + 1, end).replace("!important", "");
                rules.put(plain.substring(at, colon).strip(), value.replaceAll("\\s", ""));
            }
            at = end + 1;
        }
        return rules;
    }

    /// Without comments and with the character references that browsers resolve in attributes.
    private static String decoded(String style) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < style.length()) {
            if (style.startsWith("/*", at)) {
                int end = style.indexOf("*/", at + 2);
                at = end < 0 ? style.length() : end + 2;
                continue;
            }
            int semicolon = style.charAt(at) == '&' ? style.indexOf(';', at) : -1;
            int codePoint = semicolon > 0 && semicolon - at < 10 ? reference(style.substring(at + 1, semicolon)) : -1;
            if (codePoint > 0) {
                out.appendCodePoint(codePoint);
                at = semicolon + 1;
            } else {
                out.append(style.charAt(at++));
            }
        }
        return out.toString();
    }

    private static int reference(String name) {
        try {
            if (name.startsWith("#x") || name.startsWith("#X")) {
                return valid(Integer.parseInt(name.substring(2), 16));
            }
            if (name.startsWith("#")) {
                return valid(Integer.parseInt(name.substring(1)));
            }
        } catch (NumberFormatException notNumeric) {
            return -1; // then it is text as it stands
        }
        return name.equals("colon") ? ':' : -1;
    }

    private static int valid(int codePoint) {
        return Character.isValidCodePoint(codePoint) ? codePoint : -1;
    }

    private static double number(String value) {
        int end = 0;
        while (end < value.length() && "+-.0123456789".indexOf(value.charAt(end)) >= 0) {
            end++;
        }
        try {
            return end == 0 ? Double.NaN : Double.parseDouble(value.substring(0, end));
        } catch (NumberFormatException malformed) {
            return Double.NaN; // a browser ignores the rule as well
        }
    }

    private static boolean below(@org.jspecify.annotations.Nullable String value, double least) {
        return value != null && number(value) < least;
    }

    private static boolean tinyFont(String value) {
        double size = number(value);
        boolean relative = value.endsWith("em") || value.endsWith("%");
        return size == 0 || (!relative && size < FONT_PIXELS_SEEN) || (relative && size < 0.1);
    }

    private static boolean colourless(Map<String, String> rules) {
        String colour = colour(rules.getOrDefault("color", ""));
        String behind = colour(rules.getOrDefault("background-color", rules.getOrDefault("background", "")));
        boolean clear = colour.equals("transparent") || (colour.startsWith("rgba(") && colour.endsWith(",0)"));
        return clear || (!colour.isEmpty() && colour.equals(behind));
    }

    private static String colour(String value) {
        return COLOURS.getOrDefault(value, value);
    }

    private static boolean offPage(Map<String, String> rules) {
        boolean moved = List.of("absolute", "fixed").contains(rules.getOrDefault("position", ""));
        boolean far = below(rules.get("left"), -FAR_AWAY)
                || below(rules.get("top"), -FAR_AWAY)
                || below(rules.get("right"), -FAR_AWAY);
        return (moved && far) || below(rules.get("text-indent"), -FAR_AWAY);
    }

    private static boolean clipped(Map<String, String> rules) {
        boolean noRoom = below(rules.get("width"), 1.5)
                || below(rules.get("height"), 1.5)
                || below(rules.get("max-height"), 1.5)
                || below(rules.get("max-width"), 1.5);
        return (rules.getOrDefault("overflow", "").equals("hidden") && noRoom)
                || rules.getOrDefault("clip", "").startsWith("rect(0")
                || rules.getOrDefault("clip-path", "").startsWith("inset(100%")
                || rules.getOrDefault("transform", "").startsWith("scale(0)");
    }
}

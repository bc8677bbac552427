package io.tidegate.catalog;

import java.util.List;
import java.util.Set;

/// An endpoint: which servers it shows, and which of their tools.
///
/// @param name `default` is served at `/mcp`, every other at `/mcp/NAME`
/// @param servers names of servers
/// @param tools what of them is shown
public record Profile(String name, Set<String> servers, Shows tools) {
    public static final String DEFAULT = "default";

    public Profile {
        servers = Set.copyOf(servers);
    }

    /// Which tools of its servers a profile shows. It narrows what policy allows and never widens it.
    public sealed interface Shows {
        record All() implements Shows {}

        /// @param patterns shown names, where `*` stands for any text; a tool is shown if one fits
        record Matching(List<String> patterns) implements Shows {
            public Matching {
                patterns = List.copyOf(patterns);
            }
        }
    }

    boolean shows(String shown) {
        return switch (tools) {
            case Shows.All _ -> true;
            case Shows.Matching(List<String> patterns) -> patterns.stream().anyMatch(p -> fits(p, shown));
        };
    }

    /// Linear in the text for each `*`: no backtracking beyond the last one.
    static boolean fits(String pattern, String text) {
        int at = 0;
        int position = 0;
        int star = -1;
        int resume = 0;
        while (position < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = position;
            } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(position)) {
                at++;
                position++;
            } else if (star >= 0) {
                at = star + 1;
                position = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}

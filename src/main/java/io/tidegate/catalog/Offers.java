package io.tidegate.catalog;

import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// All that one server offers, as it said last.
///
/// @param instructions how to use the server, in its own words; empty where it has none
/// @param word how much its lists can be relied on
public record Offers(
        Map<Offering, List<Definition>> lists, ServerCapabilities capabilities, String instructions, Word word) {
    public static final Offers NONE = new Offers(Map.of(), ServerCapabilities.NONE, "", new Word.Missing());

    /// How much can be relied on what is known of a server's lists?
    public sealed interface Word {
        /// Nothing was ever heard of it.
        record Missing() implements Word {}

        /// It told its lists.
        ///
        /// @param until when each may still be used (MCP 2026-07-28, Caching); without those of which it said
        /// nothing
        record Told(Map<Offering, Instant> until) implements Word {
            public Told {
                until = Map.copyOf(until);
            }
        }
    }

    public Offers {
        Map<Offering, List<Definition>> copy = new EnumMap<>(Offering.class);
        lists.forEach((kind, definitions) -> copy.put(kind, List.copyOf(definitions)));
        lists = Map.copyOf(copy);
    }

    /// Of a server that does not say how long its lists may be used.
    public Offers(Map<Offering, List<Definition>> lists, ServerCapabilities capabilities, String instructions) {
        this(lists, capabilities, instructions, new Word.Told(Map.of()));
    }

    public List<Definition> of(Offering kind) {
        return lists.getOrDefault(kind, List.of());
    }

    /// Whether anything was ever heard of the server.
    public boolean isHeard() {
        return switch (word) {
            case Word.Missing _ -> false;
            case Word.Told _ -> true;
        };
    }

    /// Until when this list may be used; until the beginning of time where nobody said so.
    Instant until(Offering kind) {
        return switch (word) {
            case Word.Missing _ -> Instant.MIN;
            case Word.Told(Map<Offering, Instant> until) -> until.getOrDefault(kind, Instant.MIN);
        };
    }

    /// The same, of which nothing says how long it may be used.
    public Offers aged() {
        return switch (word) {
            case Word.Missing _ -> this;
            case Word.Told(Map<Offering, Instant> until) ->
                until.isEmpty() ? this : new Offers(lists, capabilities, instructions);
        };
    }
}

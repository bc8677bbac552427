package io.tidegate.config;

import java.util.List;
import java.util.Optional;

/// Where the records are in the answers of some tools: only those come back that policies let the caller see.
///
/// @param tools patterns over the server's own names
/// @param type of what they are records, for policies
/// @param rows each of them, a JSON object; nothing where the whole answer is one
/// @param id where in a record its id is, a string or a whole number
/// @param beside what else of an answer may stay
/// @param reading what is done with what can't be told apart into records
public record Records(
        List<String> tools, String type, Optional<Pointer> rows, Pointer id, List<Pointer> beside, Reading reading) {
    /// Most of one server.
    static final int MOST = 64;

    public Records {
        tools = List.copyOf(tools);
        beside = List.copyOf(beside);
    }

    /// How strictly answers are read.
    ///
    /// @param absent whether an answer may have nothing where the rows should be
    /// @param others what becomes of blocks that are not the records in JSON
    /// @param most rows of one answer
    public record Reading(Access absent, Others others, int most) {}

    /// What becomes of prose, images, links and the like beside the records?
    public enum Others {
        /// The answer is refused.
        REFUSED,
        /// They are left out.
        DROPPED
    }

    /// Whether they are in answers of this tool.
    public boolean fits(String tool) {
        return tools.stream().anyMatch(pattern -> Glob.fits(pattern, tool));
    }
}

package io.tidegate.detect;

import io.tidegate.crypto.KeyedHash;
import java.util.Optional;

/// A data type that the organisation has declared itself, ready to be looked for.
///
/// @param name small letters, digits and `-`; it is called `own/NAME` everywhere
public record OwnType(String name, Confidence confidence, Way way) {
    /// The family of all these.
    public static final String FAMILY = "own";

    /// What a name looks like.
    public static final String NAME = "[a-z][a-z0-9-]{0,36}";

    /// What the names of patterns begin with that operators put in force beside the configuration, and no others.
    public static final String LIVE = "live-";

    /// Most of one configuration.
    public static final int MOST = 64;

    public OwnType {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("`" + name + "` is no name of a data type");
        }
    }

    /// How it is found.
    public sealed interface Way {
        /// What matches.
        record Matching(OwnPattern pattern) implements Way {}

        /// What stands in a list.
        ///
        /// @param spelling how its texts were spelled when they were hashed
        record Listed(HashedValues values, WordText.Spelling spelling, KeyedHash hash) implements Way {}

        /// What was taken over from documents.
        ///
        /// @param words how long a passage has to be that is always found
        record Copied(HashedValues values, KeyedHash hash, int words) implements Way {}
    }

    /// As it is called in the configuration, in records and to people.
    public static String id(String name) {
        return FAMILY + "/" + name;
    }

    public String id() {
        return id(name);
    }

    /// The name in an id, where it is that of an own type.
    public static Optional<String> named(String id) {
        String start = FAMILY + "/";
        return id.startsWith(start) ? Optional.of(id.substring(start.length())) : Optional.empty();
    }
}

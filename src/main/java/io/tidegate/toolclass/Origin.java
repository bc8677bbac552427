package io.tidegate.toolclass;

import java.util.Locale;

/// By whose word is a tool in a class, or not in it?
public enum Origin {
    /// `classes` of its server in the configuration. Nothing speaks against it.
    OPERATOR,
    /// The template for the `class` of its server.
    SERVER_CLASS,
    /// What the server says in the tool's `annotations`.
    ANNOTATION,
    /// The words of its name.
    NAME,
    /// The parameters that it takes.
    PARAMETERS,
    /// Nobody's: so it counts as dangerous.
    NOBODY;

    /// As it is shown, for instance `server class`.
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

package io.tidegate.catalog;

/// A resource of a server, listed or not: whoever has its URI may ask for it.
///
/// @param name the server's own URI for it; for a completion also a template of URIs
/// @param shown its URI in this profile: see [Uris]
public record Resource(Server server, String name, String shown) implements Target {}

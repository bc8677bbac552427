package io.tidegate.catalog;

/// A resource of a server, listed or not: whoever has its URI may ask for it.
///
/// @param name the URI for it that the server gets; for a completion also a template of URIs
/// @param shown its URI in this profile: see [Uris]
public record Resource(Server server, String name, String shown) implements Target {
    /// The URI as policies see it. Where it has no such form it is as its server lists it.
    public String form() {
        return UriForm.of(name).orElse(name);
    }

    @Override
    public String id() {
        return server.name() + "/" + form();
    }
}

package io.tidegate.catalog;

import java.util.List;
import java.util.stream.Stream;

/// A resource of a server, listed or not: whoever has its URI may ask for it.
///
/// @param name the URI for it that the server gets; for a completion also a template of URIs
/// @param shown its URI in this profile: see [Uris]
public record Resource(Server server, String name, String shown) implements Target {
    /// The URI as policies see it. Where it has no such form it is as its server lists it.
    public String form() {
        return UriForm.seen(name).orElse(name);
    }

    /// All that it has to be judged as: [#form], and where that is another one, the same with its host in small
    /// letters. No server is known to mean the one or the other.
    public List<String> judged() {
        return judged(name);
    }

    /// The same of the URI that a server gets.
    public static List<String> judged(String name) {
        String form = UriForm.seen(name).orElse(name);
        return Stream.of(form, UriForm.smallHost(form)).distinct().toList();
    }

    @Override
    public String id() {
        return server.name() + "/" + form();
    }
}

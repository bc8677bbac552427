package io.tidegate.oauth;

import io.tidegate.json.JsonValue;
import io.tidegate.oauth.OauthFailed.Fault;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What does a server say of its authorization? Its protected-resource metadata (RFC 9728).
///
/// @param resource for which tokens are asked, letter by letter as published (RFC 8707)
/// @param issuers authorization servers whose tokens it takes
/// @param scopes that it knows
record ResourceMetadata(String resource, List<String> issuers, Set<String> scopes) {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    ResourceMetadata {
        issuers = List.copyOf(issuers);
        scopes = new LinkedHashSet<>(scopes);
    }

    /// Where the server's challenge says, or else below its path, or else at its root; nothing where it has none.
    static Optional<ResourceMetadata> find(Web web, Optional<URI> told) throws OauthFailed {
        if (told.isPresent()) {
            JsonValue document = web.find(told.get(), Fault.SERVER)
                    .orElseThrow(() -> new OauthFailed(
                            Fault.SERVER, "there is no metadata at " + told.get() + ", where the server says it is"));
            return Optional.of(read(web, document));
        }
        for (URI place : places(web.server())) {
            Optional<JsonValue> document = web.find(place, Fault.SERVER);
            if (document.isPresent()) {
                return Optional.of(read(web, document.get()));
            }
        }
        return Optional.empty();
    }

    private static List<URI> places(URI server) {
        String site = Web.site(server);
        String path = server.getRawPath() == null ? "" : server.getRawPath();
        String rest = (path.equals("/") ? "" : path) + (server.getRawQuery() == null ? "" : "?" + server.getRawQuery());
        List<URI> places = new ArrayList<>();
        if (!rest.isEmpty()) {
            places.add(URI.create(site + WELL_KNOWN + rest));
        }
        places.add(URI.create(site + WELL_KNOWN));
        return places;
    }

    private static ResourceMetadata read(Web web, JsonValue document) throws OauthFailed {
        String resource = document.string("resource")
                .orElseThrow(() -> new OauthFailed(Fault.SERVER, "the server's metadata names no `resource`"));
        if (!covers(resource, web.server())) {
            throw new OauthFailed(
                    Fault.SERVER,
                    "the server's metadata is about another resource than "
                            + web.server().getHost() + ": it may be an attempt to get tokens that are for others");
        }
        List<String> issuers = List.copyOf(Web.texts(document, "authorization_servers"));
        return new ResourceMetadata(resource, issuers, Web.texts(document, "scopes_supported"));
    }

    /// Whether that names the server itself, or the site or folder that it is in.
    static boolean covers(String resource, URI server) {
        Optional<URI> named = Web.parsed(resource);
        if (named.isEmpty()
                || named.get().getRawFragment() != null
                || !Web.origin(named.get()).equals(Web.origin(server))) {
            return false;
        }
        String folder = folder(named.get());
        return folder(server).startsWith(folder)
                && (named.get().getRawQuery() == null
                        || named.get().getRawQuery().equals(server.getRawQuery()));
    }

    private static String folder(URI address) {
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        return path.endsWith("/") ? path : path + "/";
    }
}

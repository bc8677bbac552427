package io.tidegate.config;

import io.tidegate.secret.SecretLook;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The types that point somewhere: endpoints, URLs and paths.
final class Addresses {
    private static final Map<String, Object> PATH = Types.ordered("type", "string", "minLength", 1);

    private Addresses() {}

    /// A host and port.
    static Type<Endpoint> endpoint() {
        return new ScalarType<>(
                "a host and port, such as `127.0.0.1:8420`",
                Types.ordered("type", "string", "pattern", "^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}$"),
                (text, _) -> Endpoint.parse(text),
                Set.of(Tree.Kind.TEXT, Tree.Kind.WHOLE_NUMBER, Tree.Kind.NUMBER));
    }

    /// An absolute URL with a host: https, or http on loopback. It may hold no secret.
    static Type<URI> url() {
        return new ScalarType<>(
                "an https URL (http only on loopback)",
                Types.ordered("type", "string", "format", "uri", "pattern", "^https?://"),
                Addresses::url);
    }

    /// The address of a site: scheme, host and port alone; http only on loopback.
    static Type<URI> site() {
        return new ScalarType<>(
                "an https URL without a path (http only on loopback)",
                Types.ordered("type", "string", "format", "uri", "pattern", "^https?://[^/?#]+$"),
                (text, place) -> text.matches("(?i)https?://[^/?#]+")
                        ? url(text.toLowerCase(Locale.ROOT), place)
                        : Optional.empty());
    }

    private static Optional<URI> url(String text, Place place) {
        Optional<URI> parsed = parse(text);
        if (parsed.isEmpty()) {
            place.misplaced("is not a URL with a host, such as `https://example.com/mcp`", "");
            return Optional.empty();
        }
        URI url = parsed.get();
        boolean http = "http".equalsIgnoreCase(url.getScheme());
        if (!http && !"https".equalsIgnoreCase(url.getScheme())) {
            place.misplaced("must begin with https:// (http:// only on loopback)", "");
        } else if (http && !Endpoint.loopback(bare(url.getHost()))) {
            place.misplaced("is plain http to another machine", "use https; http is taken only on loopback");
        } else if (url.getRawUserInfo() != null || holdsSecret(url)) {
            place.misplaced(
                    "holds a secret in its address",
                    "a server takes it under `credential`, `headers` or `query`, by reference: ${env:NAME}");
        } else if (url.getRawFragment() != null) {
            place.misplaced("has a `#` part, which is never sent", "leave it out");
        } else {
            return parsed;
        }
        return Optional.empty();
    }

    private static boolean holdsSecret(URI url) {
        String query = url.getRawQuery();
        if (SecretLook.ofValue(url.toString())) {
            return true;
        }
        return query != null
                && java.util.Arrays.stream(query.split("&", -1))
                        .map(parameter -> parameter.split("=", 2))
                        .anyMatch(pair -> pair.length == 2 && !pair[1].isEmpty() && SecretLook.ofName(pair[0]));
    }

    private static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            return url.isAbsolute() && url.getHost() != null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /// An origin as browsers send it: scheme, host and port, nothing behind.
    static Type<String> origin() {
        return Types.form("https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?", "an origin, such as `https://app.example.com`");
    }

    /// A path that need not exist.
    static Type<Path> path() {
        return new ScalarType<>("a path", PATH, Addresses::path);
    }

    /// A file that is there; it is watched for changes.
    static Type<Path> file() {
        return new ScalarType<>("a file", PATH, (text, place) -> path(text, place)
                .filter(path -> watched(path, place) && there(path, Files.isRegularFile(path), "file", place)));
    }

    /// A folder that is there.
    static Type<Path> folder() {
        return new ScalarType<>("a folder", PATH, (text, place) -> path(text, place)
                .filter(path -> there(path, Files.isDirectory(path), "folder", place)));
    }

    /// A file or folder that is there; it is watched for changes.
    static Type<Path> fileOrFolder() {
        return new ScalarType<>("a file or folder", PATH, (text, place) -> path(text, place)
                .filter(path -> watched(path, place) && there(path, Files.exists(path), "file or folder", place)));
    }

    /// A file or folder that need not be there; it is watched all the same.
    static Type<Path> perhaps() {
        return new ScalarType<>(
                "a path", PATH, (text, place) -> path(text, place).filter(path -> watched(path, place)));
    }

    private static Optional<Path> path(String text, Place place) {
        if (text.isBlank() || text.contains("${")) {
            return Optional.empty();
        }
        try {
            return Optional.of(place.resolve(Path.of(text)));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static boolean watched(Path path, Place place) {
        place.watch(path);
        return true;
    }

    private static boolean there(Path path, boolean there, String kind, Place place) {
        if (!there) {
            place.wrong("there is no " + kind + " " + Quoted.quoted(path.toString()), "");
        }
        return there;
    }
}

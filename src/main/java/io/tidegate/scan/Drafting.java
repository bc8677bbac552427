package io.tidegate.scan;

import io.tidegate.config.Server;
import io.tidegate.scan.Expansion.Expanded;
import io.tidegate.scan.FoundServer.Transport;
import io.tidegate.secret.SecretLook;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns one found server into lines of the configuration, its secrets into references. What looks like no secret stays
/// in clear: it was so before, and `tidegate audit` looks closer.
final class Drafting {
    private final String name;
    private final ClientFile file;
    private final Expansion expansion;
    private final Drawer drawer;
    private final List<String> lines = new ArrayList<>();
    private final Draft.Remarks remarks = new Draft.Remarks();

    private Drafting(String name, ClientFile file, Expansion expansion, Drawer drawer) {
        this.name = name;
        this.file = file;
        this.expansion = expansion;
        this.drawer = drawer;
    }

    /// The draft of a server that will be called `name`.
    static Draft of(String name, ClientFile file, FoundServer server, Expansion expansion, Drawer drawer) {
        Drafting drafting = new Drafting(name, file, expansion, drawer);
        try {
            switch (server.transport()) {
                case Transport.Stdio stdio -> drafting.process(stdio, server.project());
                case Transport.Http http -> drafting.remote(http);
                case Transport.Unusable(String why) -> throw new Impossible(why);
            }
        } catch (Impossible impossible) {
            return new Draft.Left(impossible.why);
        }
        return new Draft.Taken(List.copyOf(drafting.lines), drafting.remarks);
    }

    private void process(Transport.Stdio stdio, Optional<String> project) {
        String command = text(stdio.command());
        List<String> plain = new ArrayList<>(List.of(command));
        List<String> words = new ArrayList<>(plain);
        for (int i = 0; i < stdio.arguments().size(); i++) {
            String before = i == 0 ? "" : stdio.arguments().get(i - 1);
            boolean named = before.startsWith("-") && !before.contains("=") && SecretLook.ofName(before);
            String word = value(
                    named ? before : "argument-" + (i + 1), stdio.arguments().get(i), named);
            words.add(word);
            plain.add(word);
        }
        lines.add("run: " + YamlLines.list(words));
        directory(stdio, project, plain).ifPresent(path -> lines.add("directory: " + YamlLines.quoted(path)));
        Risks.kind(plain).ifPresent(kind -> lines.add("class: " + kind));
        Risks.decisions(name, plain, expansion.home()).forEach(remarks::decide);
        pairs("environment", stdio.environment());
        stdio.environmentFile()
                .ifPresent(_ -> remarks.decide(
                        name + " had an env file in the client: put what it needs of it under environment"));
    }

    /// The client's folder, or the project's where the command line has a path relative to it.
    private Optional<String> directory(Transport.Stdio stdio, Optional<String> project, List<String> words) {
        boolean relative = words.stream().anyMatch(w -> w.startsWith("./") || w.startsWith("../") || w.equals("."));
        Path base = project.map(Path::of).orElse(expansion.workspace());
        if (stdio.directory().isPresent()) {
            Path folder = base.resolve(text(stdio.directory().get()));
            if (!Files.isDirectory(folder)) {
                throw new Impossible("is started in a folder that is not there");
            }
            return Optional.of(folder.toString());
        }
        boolean local = project.isPresent() || file.scope() == ClientFile.Scope.WORKSPACE;
        if (relative && local && !Files.isDirectory(base)) {
            throw new Impossible("belongs to a project whose folder is not there");
        }
        return relative && local ? Optional.of(base.toString()) : Optional.empty();
    }

    private void remote(Transport.Http http) {
        String address = text(http.url());
        Map<String, String> query = new LinkedHashMap<>();
        String open = withoutSecrets(address, query);
        check(open);
        lines.add("url: " + YamlLines.quoted(open));
        if (http.oldStream()) {
            lines.add("era: legacy");
        }
        if (SecretLook.ofValue(open) || open.matches(".*/[A-Za-z0-9_=-]{32,}(/.*)?")) {
            remarks.decide(name + "'s address holds what looks like a key: whoever sees the file can use it");
        }
        Map<String, String> headers = new LinkedHashMap<>(http.headers());
        headers.keySet().removeIf(Server::isTransportHeader);
        credential(headers);
        pairs("headers", headers);
        pairs("query", query);
    }

    private void credential(Map<String, String> headers) {
        Optional<String> header = headers.keySet().stream()
                .filter("authorization"::equalsIgnoreCase)
                .findFirst();
        String value = header.map(key -> headers.getOrDefault(key, "")).orElse("");
        if (header.isPresent() && value.regionMatches(true, 0, "Bearer ", 0, 7)) {
            headers.remove(header.get());
            lines.add("credential: "
                    + YamlLines.quoted(value("credential", value.substring(7).strip(), true)));
        }
    }

    /// The address without the query's secrets, which go into `query`, decoded.
    private static String withoutSecrets(String address, Map<String, String> query) {
        int mark = address.indexOf('?');
        if (mark < 0) {
            return address;
        }
        List<String> kept = new ArrayList<>();
        for (String parameter : address.substring(mark + 1).split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            boolean secret = pair.length == 2
                    && !pair[1].isEmpty()
                    && (SecretLook.ofName(pair[0]) || SecretLook.ofValue(pair[1]));
            if (secret) {
                query.put(pair[0], decoded(pair[1]));
            } else {
                kept.add(parameter);
            }
        }
        return address.substring(0, mark) + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Impossible("has an address that cannot be read");
        }
    }

    private static void check(String address) {
        try {
            URI url = new URI(address);
            boolean https = "https".equalsIgnoreCase(url.getScheme());
            String host = Optional.ofNullable(url.getHost()).orElse("");
            if (host.isEmpty() || (!https && !"http".equalsIgnoreCase(url.getScheme()))) {
                throw new Impossible("has an address that is no https URL");
            }
            if (!https && !host.matches("localhost|127\\.[0-9.]+|\\[::1]")) {
                throw new Impossible("is reached over plain http on another machine");
            }
            if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
                throw new Impossible("has a password or a `#` in its address");
            }
        } catch (URISyntaxException _) {
            throw new Impossible("has an address that is no URL");
        }
    }

    private void pairs(String section, Map<String, String> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        lines.add(section + ":");
        pairs.forEach((key, raw) -> {
            String written = value(key, raw, SecretLook.ofName(key));
            lines.add("  " + YamlLines.quoted(key) + ": " + YamlLines.quoted(written));
        });
    }

    /// The value as it is written: as it is, or a reference where it is or may be a secret.
    private String value(String key, String raw, boolean secret) {
        return switch (expansion.expand(file.client(), raw)) {
            case Expanded.Variable(String variable, boolean asked) -> {
                if (asked || !expansion.environment().containsKey(variable)) {
                    remarks.decide(
                            "set " + variable + " in the environment of `tidegate serve`: " + name + " needs it");
                }
                yield "${env:" + variable + "}";
            }
            case Expanded.Text(String text) -> {
                boolean hide = !text.isEmpty() && (secret || SecretLook.ofValue(text));
                if (!hide && !text.contains("${")) {
                    yield text;
                }
                Risks.ofToken(name, text).ifPresent(remarks::decide);
                String reference = drawer.put(name, key.replaceFirst("^-+", ""), text);
                remarks.kept(key.replaceFirst("^-+", ""), reference);
                yield reference;
            }
            case Expanded.Unknown(String variable) ->
                throw new Impossible("refers to `" + variable + "`, which has no value now");
        };
    }

    private String text(String raw) {
        return switch (expansion.expand(file.client(), raw)) {
            case Expanded.Text(String text) -> text;
            case Expanded.Variable(String variable, boolean _) ->
                Optional.ofNullable(expansion.environment().get(variable))
                        .orElseThrow(() -> new Impossible("refers to `" + variable + "`, which has no value now"));
            case Expanded.Unknown(String variable) ->
                throw new Impossible("refers to `" + variable + "`, which has no value now");
        };
    }

    /// Ends the drafting; never leaves this class.
    private static final class Impossible extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String why;

        Impossible(String why) {
            super(why, null, false, false);
            this.why = why;
        }
    }
}

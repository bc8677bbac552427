package io.tidegate.scan;

import io.tidegate.secret.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A starter configuration with the servers that clients have: its text, the secrets for files of their own, and what
/// there is to tell a person about it. Nothing is written yet.
///
/// @param secrets by the name of their file below `.tidegate/secrets`
/// @param kept secrets that are now references
/// @param decisions risky things to decide, with the line they stand in
/// @param left servers that stay with their client, and why
public record Starter(
        String configuration,
        Map<String, Secret> secrets,
        List<String> kept,
        List<String> decisions,
        List<String> left,
        List<Source> sources) {

    /// Which of a client file's servers were taken over; the pair of project (or none) and name.
    public record Source(ClientFile file, FoundServer server, String name) {}

    private static final String HEAD = """
            # Written by `tidegate init`. Every key: docs/configuration.md. Undo: tidegate init --undo
            listen: 127.0.0.1:8420

            # Callers need a key, also on this machine: behind this door are your servers' credentials, and any program
            # here can reach a loopback address. `tidegate keys create` makes one. To let callers in without a key
            # while you alone use this machine, write anonymous: allowed, and any:caller below.
            identity:
              anonymous: refused
              api-keys: allowed

            # Who may have what. Whoever has shown who they are may call the tools that only read (docs/tool-classes.md says
            # who says so), get prompts and read resources. What nothing here allows is refused. To open more, name it:
            #   "user:YOUR-NAME": [github__create_issue]
            # `tidegate policy show` shows all this as Cedar policies; docs/policy.md has the rest.
            allow:
              any:user:
                - class:reads
                - { prompts: "*", resources: "*" }

            data:
              arguments: { block: [credential, private-key] }
              returned: { block: [credential, private-key] }
            """;

    /// Composes it of what was found.
    static Starter of(List<ClientFile> files, Expansion expansion) {
        return new Composer(expansion).compose(files);
    }

    /// Composes it of what was found, as a client started with this environment would see it.
    public static Starter of(List<ClientFile> files, Surroundings surroundings) {
        return of(files, new Expansion(surroundings.environment(), surroundings.home(), surroundings.workspace()));
    }

    private static final class Composer {
        private final Expansion expansion;
        private final Drawer drawer = new Drawer();
        private final Map<String, Source> byName = new LinkedHashMap<>();
        private final Map<String, Set<String>> origins = new LinkedHashMap<>();
        private final Map<String, Draft.Taken> drafts = new LinkedHashMap<>();
        private final List<Source> sources = new ArrayList<>();
        private final List<String> kept = new ArrayList<>();
        private final List<String> decisions = new ArrayList<>();
        private final List<String> left = new ArrayList<>();

        Composer(Expansion expansion) {
            this.expansion = expansion;
        }

        Starter compose(List<ClientFile> files) {
            files.forEach(file -> file.servers().forEach(server -> take(file, server)));
            YamlLines yaml = new YamlLines().lines(HEAD).line("");
            yaml.line(drafts.isEmpty() ? "servers: {}" : "servers:");
            drafts.forEach((name, draft) -> write(yaml, name, draft));
            left.forEach(why -> yaml.line(YamlLines.comment(why)));
            return new Starter(yaml.toString(), drawer.files(), kept, decisions, left, sources);
        }

        private void take(ClientFile file, FoundServer server) {
            if (isTidegate(server)) {
                return;
            }
            Optional<String> same = same(server);
            String name = same.orElseGet(() -> freeName(file, server));
            if (same.isEmpty()) {
                switch (Drafting.of(name, file, server, expansion, drawer)) {
                    case Draft.Taken taken -> drafts.put(name, taken);
                    case Draft.Left(String why) -> {
                        left.add("stays with its client, past Tidegate: " + server.name() + " of " + from(file)
                                + ", which " + why);
                        return;
                    }
                }
                byName.put(name, new Source(file, server, name));
            }
            origins.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(from(file));
            sources.add(new Source(file, server, name));
        }

        /// The name under which the very same server was taken before.
        private Optional<String> same(FoundServer server) {
            return byName.entrySet().stream()
                    .filter(entry -> plain(entry.getValue().server().name()).equals(plain(server.name())))
                    .filter(entry -> entry.getValue().server().transport().equals(server.transport()))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        private String freeName(ClientFile file, FoundServer server) {
            String plain = plain(server.name());
            if (!byName.containsKey(plain)) {
                return plain;
            }
            String suffix = "-" + file.client().id();
            String base = plain.substring(0, Math.min(plain.length(), 28 - suffix.length())) + suffix;
            String name = base;
            for (int i = 2; byName.containsKey(name); i++) {
                name = base + "-" + i;
            }
            return name;
        }

        private static String plain(String name) {
            String plain =
                    name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
            String lettered = plain.matches("[a-z].*") ? plain : "server-" + plain;
            return lettered.substring(0, Math.min(lettered.length(), 32)).replaceAll("-+$", "");
        }

        private static String from(ClientFile file) {
            return file.client().title() + " (" + file.scope().name().toLowerCase(Locale.ROOT) + ")";
        }

        private static boolean isTidegate(FoundServer server) {
            return server.name().equals("tidegate");
        }

        private void write(YamlLines yaml, String name, Draft.Taken draft) {
            Collection<String> from = origins.getOrDefault(name, Set.of());
            yaml.line("  " + name + ":  " + YamlLines.comment("from " + String.join(", ", from)));
            int line = yaml.count();
            draft.lines().forEach(text -> yaml.line("    " + text));
            draft.remarks().kept().forEach(text -> kept.add(name + ": " + text));
            draft.remarks().decisions().forEach(text -> decisions.add(text + " (line " + line + ")"));
        }
    }
}

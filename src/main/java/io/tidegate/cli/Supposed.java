package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.catalog.Server;
import io.tidegate.catalog.Tool;
import io.tidegate.config.Configuration;
import io.tidegate.config.Suggestion;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Party;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.policy.Action;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Facts;
import io.tidegate.policy.Question;
import io.tidegate.policy.ReadFacts;
import io.tidegate.policy.ToolFacts;
import io.tidegate.relation.Related;
import io.tidegate.upstream.UpstreamSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A call that nobody made: who, what and when, as policies would be asked.
///
/// The server is not asked. Of a tool that it was not heard to have is known what the configuration and its name say;
/// what its annotations and parameters would say is not, and counts as dangerous.
///
/// @param tool as clients know it, `server__tool`, or as policies do, `server/tool`
/// @param isPrompt whether it is a prompt
record Supposed(Who who, String tool, boolean isPrompt, Optional<JsonValue> arguments, When when) {
    /// An issuer that no token has.
    private static final String NO_ISSUER = "nobody";

    /// @param agent the client to which the token of an agent was given
    record Who(String user, Set<String> groups, Set<String> roles, Optional<String> agent) {
        /// With a key; with a token where that is what roles and agents come from.
        Principal principal(String tenant) {
            Authentication by = user.equals(Principal.ANONYMOUS_ID)
                    ? new Authentication.Anonymous()
                    : agent.isEmpty() && roles.isEmpty() ? new Authentication.ApiKey("none") : token();
            return new Principal(user, user, groups, roles, by, Optional.empty(), tenant);
        }

        private Authentication token() {
            Party.Kind kind = agent.isPresent() ? Party.Kind.AGENT : Party.Kind.PERSON;
            return new Authentication.OidcToken(NO_ISSUER, agent, Set.of(), new Party(kind, Optional.empty()));
        }
    }

    /// @param client what the client calls itself
    /// @param sessionLabels of what the caller was given lately
    record When(Instant time, Optional<String> source, Optional<String> client, Set<String> sessionLabels) {
        /// In no circumstances that anybody named.
        static final When ANY = new When(Instant.EPOCH, Optional.empty(), Optional.empty(), Set.of());
    }

    /// A name that says no server is of the only one: clients know its tools without.
    static String named(String tool, Configuration configuration) {
        Set<String> servers = configuration.servers().keySet();
        return servers.size() == 1 && !tool.contains("__") && !tool.contains("/")
                ? servers.iterator().next() + "/" + tool
                : tool;
    }

    /// What is not known of the tool: that its server was not heard, or not to have it.
    ///
    /// @param heard what servers had when they were last heard
    Optional<String> unheard(KnownTools heard) {
        if (isPrompt) {
            return Optional.empty();
        }
        KnownTools.Heard had = heard.servers().get(server());
        if (had == null) {
            return Optional.of(
                    "`" + server() + "` was not heard yet, so of this tool only its name is known, and what the"
                            + " configuration says");
        }
        List<String> names = had.tools().stream().map(ToolDefinition::name).toList();
        if (names.contains(name())) {
            return Optional.empty();
        }
        String help = Suggestion.help(name(), names);
        return Optional.of("`" + server() + "` was last heard without such a tool"
                + (help.isEmpty() ? "; `tidegate tools` shows those that there are" : "; " + help));
    }

    private String server() {
        return tool.substring(0, Math.max(0, cut()));
    }

    private String name() {
        return tool.substring(cut() + (tool.charAt(cut()) == '/' ? 1 : 2));
    }

    /// Where the server's name ends.
    private int cut() {
        return tool.indexOf("__") > 0 ? tool.indexOf("__") : tool.indexOf('/');
    }

    /// As policies are asked.
    ///
    /// @param heard what servers had when they were last heard
    /// @param related what the caller is related to
    /// @throws IllegalArgumentException where the configuration has no such server, or something is no name
    Question question(Configuration configuration, KnownTools heard, Related related) {
        if (cut() <= 0) {
            throw new IllegalArgumentException("`" + tool + "` is no tool's name; write `SERVER__TOOL`");
        }
        Server server = Optional.ofNullable(configuration.servers().get(server()))
                .map(found -> new UpstreamSettings(found).server())
                .orElseThrow(() -> new IllegalArgumentException("`" + server() + "` is not a server here; there are: "
                        + String.join(", ", configuration.servers().keySet())));
        Circumstances circumstances = new Circumstances(
                when.time(),
                when.source(),
                when.client(),
                Optional.of(server.runsAs().id()).filter(as -> !as.isEmpty()),
                Optional.empty(),
                Set.of(),
                when.sessionLabels());
        return new Question(
                who.principal(Shared.name(configuration)),
                Action.CALL,
                facts(server, name(), heard),
                arguments,
                circumstances,
                related);
    }

    private Facts facts(Server server, String name, KnownTools heard) {
        if (isPrompt) {
            return new ReadFacts(
                    Facts.Kind.PROMPT,
                    server.name(),
                    name,
                    server.classifier().ofReading().counted());
        }
        ToolDefinition definition = Optional.ofNullable(heard.servers().get(server.name())).stream()
                .flatMap(had -> had.tools().stream())
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseGet(() -> new ToolDefinition(name, JsonDocument.of("{\"inputSchema\":{}}")));
        return new ToolFacts(
                server.name(),
                name,
                new Tool(server, definition, tool).classes().counted(),
                definition.hint("idempotentHint", false),
                Optional.of(definition.inputSchema()));
    }
}

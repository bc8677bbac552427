package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.config.LimitRule;
import io.tidegate.config.LimitRule.Per;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import java.util.Optional;

/// Whose is a call, for a limit? By what was proven and what the gateway knows by name: nothing that a client says of
/// itself makes it somebody else.
final class Whose {
    private Whose() {}

    /// Under which name the call is counted: the same for calls that a rule counts together, and for no others.
    static String key(LimitRule rule, Call call) {
        StringBuilder key = new StringBuilder();
        for (Per per : Per.values()) {
            if (rule.per().contains(per)) {
                key.append(part(rule, per, call)).append('\n'); // no name has a line break
            }
        }
        return key.toString();
    }

    private static String part(LimitRule rule, Per per, Call call) {
        Principal principal = call.caller().principal();
        return switch (per) {
            case USER -> user(principal);
            case AGENT -> agent(principal).orElseGet(() -> user(principal));
            case GROUP ->
                rule.groups().stream()
                        .filter(principal.groups()::contains)
                        .findFirst()
                        .orElseThrow();
            case TOOL -> tool(call.target());
            case SERVER -> call.target().server().name();
            case TENANT -> principal.tenant();
        };
    }

    /// URIs are the client's to make up, so all resources of a server count together.
    private static String tool(Target target) {
        return switch (target) {
            case Tool _, Prompt _ -> target.id();
            case Resource resource -> resource.server().name() + "/resources/";
        };
    }

    /// The same for all keys, tokens and clients of one user. Users of two issuers, or by a key and by a token, are
    /// never the same: nobody vouches for that.
    static String user(Principal principal) {
        String issuer =
                switch (principal.authentication()) {
                    case Authentication.Anonymous _,
                            Authentication.ApiKey _,
                            Authentication.Certificate _,
                            Authentication.SystemUser _ -> "";
                    case Authentication.OidcToken token -> token.issuer();
                };
        return joined(principal.tenant(), principal.authentication().label(), issuer, principal.id());
    }

    /// Who shares what was read: a user by one agent. A session of MCP would end whenever its client likes, and there
    /// are none from 2026-07-28 on.
    static String session(Principal principal) {
        return joined(user(principal), agent(principal).orElse(""));
    }

    /// Who acts for the user, by the issuer's word: the actor, else the client.
    private static Optional<String> agent(Principal principal) {
        return switch (principal.authentication()) {
            case Authentication.Anonymous _,
                    Authentication.ApiKey _,
                    Authentication.Certificate _,
                    Authentication.SystemUser _ -> Optional.empty();
            case Authentication.OidcToken token ->
                token.party()
                        .actor()
                        .map(actor -> joined(principal.tenant(), "actor", token.issuer(), actor))
                        .or(() -> token.clientId()
                                .map(client -> joined(principal.tenant(), "client", token.issuer(), client)));
        };
    }

    private static String joined(String... parts) {
        StringBuilder joined = new StringBuilder();
        for (String part : parts) {
            joined.append(part.length()).append(':').append(part);
        }
        return joined.toString();
    }
}

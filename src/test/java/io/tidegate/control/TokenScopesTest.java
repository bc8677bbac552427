package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Caller;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Server;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenScopesTest {
    private static final TokenScopes CONTROL = new TokenScopes(new ScopeRules(Map.of(
            "notes__write*", List.of("notes:write"),
            "write_all", List.of("notes:all", "notes:write"),
            "crm__*", List.of("crm"))));

    private static Verdict judge(String server, String tool, String... scopes) {
        Principal principal = new Principal(
                "alice",
                "alice",
                Set.of(),
                new Authentication.OidcToken("https://login.example.com", Optional.empty(), Set.of(scopes)),
                Optional.empty(),
                Principal.DEFAULT_TENANT);
        Caller caller = new Caller(principal, Samples.caller("alice").client(), "127.0.0.1");
        return CONTROL.judge(Samples.call(
                caller, Samples.tool(new Server(server, false), tool, Samples.ANY_OBJECT), "{\"name\":\"x\"}"));
    }

    @Test
    void passesWhatNeedsNoScope() {
        Verdicts.passes(judge("notes", "read"));
        Verdicts.passes(judge("notes", "rewrite"));
    }

    @Test
    void passesATokenWithAllThatIsNeeded() {
        Verdicts.passes(judge("notes", "write", "notes:write"));
        Verdicts.passes(judge("notes", "write_all", "notes:write", "notes:all", "more"));
    }

    @Test
    void namesAllScopesWhereOneIsMissing() {
        Refusal refusal = Verdicts.refuses(judge("notes", "write_all", "notes:write"), Reason.INSUFFICIENT_SCOPE);
        assertThat(refusal.scopes()).containsExactlyInAnyOrder("notes:write", "notes:all");
        assertThat(refusal.detail()).isEqualTo("lacks notes:all");
        assertThat(refusal.told()).contains("`notes:all notes:write`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CRM", "crm:read", "crmx", "*", "crm "})
    void aScopeThatIsOnlyLikeItIsNone(String scope) {
        Verdicts.refuses(judge("crm", "anything", scope), Reason.INSUFFICIENT_SCOPE);
    }

    @Test
    void asksKeysForNothing() {
        Verdicts.passes(CONTROL.judge(Samples.call(
                Samples.caller("alice"),
                Samples.tool(new Server("crm", false), "anything", Samples.ANY_OBJECT),
                "{\"name\":\"anything\"}")));
    }
}

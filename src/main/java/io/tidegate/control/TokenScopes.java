package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.identity.Authentication;
import java.util.Set;
import java.util.TreeSet;

/// Was the caller's token given out for calls of this kind (RFC 6750, section 3.1)? Keys have no scopes, and are asked
/// for none: what their owners may do is policy's to say.
final class TokenScopes implements BeforeControl {
    private final ScopeRules rules;

    TokenScopes(ScopeRules rules) {
        this.rules = rules;
    }

    @Override
    public ControlId id() {
        return ControlId.TOKEN_SCOPES;
    }

    @Override
    public Verdict judge(Call call) {
        return switch (call.caller().principal().authentication()) {
            case Authentication.Anonymous _,
                    Authentication.ApiKey _,
                    Authentication.Certificate _,
                    Authentication.SystemUser _ -> Verdict.PASS;
            case Authentication.OidcToken token -> judge(token.scopes(), rules.needed(call.target()));
        };
    }

    private static Verdict judge(Set<String> given, Set<String> needed) {
        if (given.containsAll(needed)) {
            return Verdict.PASS;
        }
        Set<String> missing = new TreeSet<>(needed);
        missing.removeAll(given);
        return new Verdict.Refuse(Refusal.forScopes(needed, String.join(" ", missing)));
    }
}

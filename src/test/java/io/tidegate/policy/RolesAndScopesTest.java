package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Does what a token says of its user, and was given out for, count in policies, each time anew?
final class RolesAndScopesTest extends PolicyFixture {
    private static Principal alice(Set<String> groups, Set<String> roles, Set<String> scopes) {
        return new Principal(
                "alice",
                "alice",
                groups,
                roles,
                new Authentication.OidcToken("https://login.example.com", Optional.empty(), scopes),
                Optional.empty(),
                Principal.DEFAULT_TENANT);
    }

    @Test
    void aRoleIsNoGroupAndAGroupNoRole() {
        Policies policies = policies("permit(principal in Role::\"auditor\", action, resource);");
        assertThat(call(policies, alice(Set.of(), Set.of("auditor"), Set.of()), READ)
                        .allowed())
                .isTrue();
        assertThat(call(policies, alice(Set.of("auditor"), Set.of(), Set.of()), READ)
                        .allowed())
                .isFalse();
        assertThat(call(policies, user("bob", "auditor"), READ).allowed()).isFalse();
    }

    @Test
    void scopesAreAskedForEachTime() {
        Policies policies =
                policies("permit(principal, action, resource) when { principal.scopes.contains(\"crm:read\") };");
        assertThat(call(policies, alice(Set.of(), Set.of(), Set.of("crm:read", "x")), READ)
                        .allowed())
                .isTrue();
        assertThat(call(policies, alice(Set.of(), Set.of(), Set.of("x")), READ).allowed())
                .as("remembered for the other token only")
                .isFalse();
        assertThat(list(policies, alice(Set.of(), Set.of(), Set.of()), READ).allowed())
                .isFalse();
        assertThat(call(policies, user("bob"), READ).allowed())
                .as("a key has none")
                .isFalse();
    }
}

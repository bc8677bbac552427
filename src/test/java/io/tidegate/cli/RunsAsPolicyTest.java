package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.TestProvider;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Can a policy go by whom a server will see: the user, a service, or nobody?
@Timeout(60)
class RunsAsPolicyTest extends ExchangeFixture {
    private final Map<String, String> policies = new LinkedHashMap<>(Map.of(
            "user__read", "context has runsAs && context.runsAs == \"user\"",
            "service__read", "context has runsAs && context.runsAs == \"service\"",
            "nobody__echo", "!(context has runsAs)"));

    RunsAsPolicyTest() throws Exception {}

    private String servers() {
        String as = "  %s: { url: \"" + peer.url() + "\", authorization: { grant: %s, issuer: \"" + peer.site()
                + "\", client-id: tidegate, client-secret: \"${file:secret}\" } }\n";
        return "servers:\n"
                + as.formatted("user", "token-exchange, audience: crm")
                + as.formatted("service", "client-credentials")
                + "  nobody: { url: \"" + echo.url() + "\" }\n";
    }

    private String called(String tool) throws Exception {
        return send(call(tool).as(TestProvider.rs256(claims()))).body();
    }

    @Test
    void eachPolicyAllowsTheServerThatItMeansAndNoOther() throws Exception {
        for (Map.Entry<String, String> policy : policies.entrySet()) {
            Files.writeString(
                    folder.resolve("test.cedar"),
                    "permit (principal, action, resource) when { " + policy.getValue() + " };\n");
            serve(servers());
            for (String tool : policies.keySet()) {
                int before = peer.called.size() + echo.called().size();
                String answer = called(tool);
                int after = peer.called.size() + echo.called().size();
                if (tool.equals(policy.getKey())) {
                    assertThat(answer).as(tool + " under " + policy).containsAnyOf("done", "for the ");
                    assertThat(after).isEqualTo(before + 1);
                } else {
                    assertThat(answer).as(tool + " under " + policy).contains("not-allowed");
                    assertThat(after).as("reached no server").isEqualTo(before);
                }
            }
        }
    }
}

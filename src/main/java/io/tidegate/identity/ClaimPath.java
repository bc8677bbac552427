package io.tidegate.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Where in a token does something stand?
///
/// `/realm_access/roles` is a JSON Pointer (RFC 6901) and can say every name. Anything else is a claim's whole name,
/// such as `https://acme.example/roles`; where the token has no such claim, it is a path with dots between its steps.
public record ClaimPath(String text) {
    public ClaimPath {
        Names.check("claim", text);
    }

    Optional<JsonNode> in(JsonNode claims) {
        if (!isPointer() && claims.has(text)) {
            return claims.optional(text);
        }
        Optional<JsonNode> node = Optional.of(claims);
        for (String step : steps()) {
            node = node.flatMap(inside -> inside.optional(step));
        }
        return node;
    }

    /// Whether it reads the claim of this name, or something inside it.
    boolean reads(String claim) {
        return text.equals(claim) || steps().getFirst().equals(claim);
    }

    private boolean isPointer() {
        return text.startsWith("/");
    }

    private List<String> steps() {
        return isPointer()
                ? Arrays.stream(text.substring(1).split("/", -1))
                        .map(step -> step.replace("~1", "/").replace("~0", "~"))
                        .toList()
                : List.of(text.split("\\.", -1));
    }
}

package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CanonicalTest {
    private static String of(String json, String... without) {
        return new String(Canonical.of(JsonDocument.of(json).root(), Set.of(without)), StandardCharsets.UTF_8);
    }

    @Test
    void saysTheSameForTheSame() {
        assertThat(of("{ \"b\" : [1, {\"d\":2,\"c\":\"\\u0078\"}], \"a\":null }"))
                .isEqualTo(of("{\"a\":null,\"b\":[1,{\"c\":\"x\",\"d\":2}]}"));
    }

    @Test
    void saysAnotherForAnother() {
        assertThat(of("{\"a\":1}")).isNotEqualTo(of("{\"a\":1.0}"));
        assertThat(of("{\"a\":[1,2]}")).isNotEqualTo(of("{\"a\":[2,1]}"));
        assertThat(of("{\"a\":\"1\"}")).isNotEqualTo(of("{\"a\":1}"));
    }

    @Test
    void leavesOutOnlyAtTheTop() {
        assertThat(of("{\"a\":{\"m\":1},\"m\":2}", "m")).isEqualTo("{\"a\":{\"m\":1}}");
    }
}

package io.tidegate.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrisTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///a/b c",
                "ui://chart/view.html",
                "git+ssh://host/x",
                "a:b",
                "test://{id}/data{?q*}",
                "ui://docs+other/view",
                "docs+file:///nested"
            })
    void comesBackAsItWas(String own) {
        String shown = Uris.shown("docs", own);
        assertThat(shown).isNotEqualTo(own);
        assertThat(Uris.server(shown)).contains("docs");
        assertThat(Uris.own("docs", shown)).isEqualTo(own);
    }

    @Test
    void appsKeepTheSchemeThatHostsKnow() {
        assertThat(Uris.shown("docs", "ui://chart/view")).isEqualTo("ui://docs+chart/view");
    }

    @Test
    void namesNoServerWhereThereIsNone() {
        assertThat(Uris.server("file:///a")).isEmpty();
        assertThat(Uris.server("+file:///a")).isEmpty();
        assertThat(Uris.server("ui://+a")).isEmpty();
        assertThat(Uris.server("file:///a+b")).contains("file:///a"); // which is no server's name
    }
}

package io.tidegate.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Is what a header says the same as what was to be said, and nothing taken that can be read in two ways?
class HeaderTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "", " led by a space", "Grüße", "line\nbreak", "=?base64?SGVsbG8=?=", "=?base64?="})
    void saysWhatItWasTold(String text) {
        assertThat(HeaderText.encoded(text)).matches("[\\x20-\\x7e]*");
        assertThat(HeaderText.decoded(HeaderText.encoded(text))).contains(text);
    }

    @Test
    void leavesWhatIsNotEncoded() {
        assertThat(HeaderText.decoded("=?base64?")).contains("=?base64?");
        assertThat(HeaderText.decoded("SGVsbG8=")).contains("SGVsbG8=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?base64?SGVsbG8?=", // no padding
                "=?base64?SGVsbG9=?=", // bits that mean nothing
                "=?base64?SGV_bG8=?=", // letters of another alphabet
                "=?base64?SGVs bG8=?=",
                "=?base64?/w==?=", // not UTF-8
            })
    void refusesWhatCouldBeReadInTwoWays(String header) {
        assertThat(HeaderText.decoded(header)).isEmpty();
    }
}

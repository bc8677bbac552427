package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.detect.Bech32.Checksum;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Is Bech32 read as BIP 173 and BIP 350 say, with their own examples?
class Bech32Test {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "A12UEL5L",
                "a12uel5l",
                "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
                "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
                "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
                "?1ezyfcl",
            })
    void keepsTheChecksumOfBip173(String text) {
        assertThat(Bech32.checksum(text)).contains(Checksum.BECH32);
        assertThat(Bech32.checksum(text.substring(0, text.length() - 1) + (text.endsWith("q") ? "p" : "q")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A1LQFN3A",
                "a1lqfn3a",
                "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
                "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
                "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
                "?1v759aa",
            })
    void keepsTheChecksumOfBip350(String text) {
        assertThat(Bech32.checksum(text)).contains(Checksum.BECH32M);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "a",
                "11",
                "a1",
                "\u007f1axkwrx",
                "\u00801eym55h",
                "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
                "pzry9x0s0muk",
                "1pzry9x0s0muk",
                "x1b4n0q5v",
                "li1dgmt3",
                "A1G7SGD8",
                "10a06t8",
                "1qzzfhee",
                "A12uEL5L",
                "y1b0jsk6g",
                "in1muywd",
                "M1VUXWEZ",
            })
    void everythingElseKeepsNone(String text) {
        assertThat(Bech32.checksum(text)).isEmpty();
        assertThat(TokenChecks.holds(TokenFormat.Proof.BECH32, text, 0)).isFalse();
        assertThat(WalletShape.isWitness(text)).isFalse();
    }

    /// Each version of a witness program has its own checksum, and there is none above 16.
    @ParameterizedTest
    @CsvSource({
        "bc1q8rawf7z38rawf7z38rawf7z38rawf7z3a5tavj, true",
        "BC1Q8RAWF7Z38RAWF7Z38RAWF7Z38RAWF7Z3A5TAVJ, true",
        "bc1q8rawf7z38rawf7z38rawf7z38rawf7z3ggm3fs, false",
        "bc1p8rawf7z38rawf7z38rawf7z38rawf7z3rkv6ym, true",
        "bc1p8rawf7z38rawf7z38rawf7z38rawf7z3k2ukpe, false",
        "bc1s8rawf7z38rawf7z38rawf7z38rawf7z3uy29xy, true",
        "bc138rawf7z38rawf7z38rawf7z38rawf7z3h6awt0, false",
        "bc1Q8rawf7z38rawf7z38rawf7z38rawf7z3a5tavj, false",
    })
    void anAddressOfBitcoinHasTheChecksumOfItsVersion(String text, boolean isAddress) {
        assertThat(WalletShape.isWitness(text)).isEqualTo(isAddress);
        assertThat(Samples.kinds("pay to " + text + " today").contains("bitcoin"))
                .isEqualTo(isAddress);
    }
}

package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Is Base58Check read as its makers write it, and is nothing else taken for it, however short or odd?
class Base58Test {
    @ParameterizedTest
    @CsvSource({
        "1Wh4bh, 00",
        "BXvDbH, 01",
        "111E1CgqW, 00000001",
        "1111111111111111111114oLvT2, 000000000000000000000000000000000000000000",
        "31h1vYVSYuKP6AhS86fbRdMw9XHieotbST, 050000000000000000000000000000000000000000",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa, 0062e907b15cbf27d5425399ebf6f0fb50ebb88f18",
    })
    void standsForItsBytes(String text, String hex) {
        assertThat(Base58.checked(text).map(HexFormat.of()::formatHex)).contains(hex);
        assertThat(Base58.checked("1" + text)).isEmpty();
        assertThat(Base58.checked(text.substring(1))).isEmpty();
        assertThat(Base58.checked(text + "1")).isEmpty();
    }

    /// Among them the checksum of nothing at all.
    @ParameterizedTest
    @ValueSource(strings = {"", "1", "11", "1111", "11111", "z", "zz", "2n", "3QJmnh", "0", "O", "é", "1Wh4b\ud800"})
    void whatIsShortOrOddStandsForNothing(String text) {
        assertThat(Base58.checked(text)).isEmpty();
    }

    @Property(tries = 500)
    void whatHasNoChecksumStandsForNothing(
            @ForAll @StringLength(max = 130) @Chars({'1', '2', '9', 'A', 'H', 'J', 'N', 'P', 'Z', 'a', 'k', 'm', 'z'})
                    String text) {
        assertThat(Base58.checked(text)).isEmpty();
        assertThat(TokenChecks.holds(TokenFormat.Proof.BASE58, text, 0)).isFalse();
        assertThat(WalletShape.isBase58(text)).isFalse();
    }

    @Test
    void aLongTextIsNotRead() {
        assertThat(Base58.checked("1".repeat(200) + "1Wh4bh")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa, true",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy, true",
        "1111111111111111111114oLvT2, true",
        "111111111111111111114oLvT2, false",
        "11111111111111111111114oLvT2, false",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb, false",
        "BXvDbH, false",
    })
    void anAddressOfBitcoinHasTwentyOneBytes(String text, boolean isAddress) {
        assertThat(WalletShape.isBase58(text)).isEqualTo(isAddress);
        assertThat(Samples.kinds("pay to " + text + " today").contains("bitcoin"))
                .isEqualTo(isAddress);
    }
}

package io.tidegate.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Is it the AES-SIV of RFC 5297, and does nothing open that was changed?
class SivTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] KEY = HEX.parseHex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    private static final byte[] NOTHING = {};

    private static byte[] hex(String text) {
        return HEX.parseHex(text.replace(" ", ""));
    }

    /// RFC 5297, appendix A.1.
    @Test
    void isThatOfTheStandard() {
        byte[] sealed = Siv.withKey((byte) 1, KEY)
                .encrypt(
                        hex("1122334455667788 99aabbccddee"),
                        hex("1011121314151617 18191a1b1c1d1e1f 2021222324252627"));
        assertThat(HEX.formatHex(sealed)).isEqualTo("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");
    }

    /// RFC 5297, appendix A.2: more than a block, and several associated parts.
    @Test
    void isThatOfTheStandardForLongerTexts() {
        byte[] key = hex("7f7e7d7c7b7a7978 7776757473727170 4041424344454647 48494a4b4c4d4e4f");
        byte[] sealed = Siv.withKey((byte) 1, key)
                .encrypt(
                        "this is some plaintext to encrypt using SIV-AES".getBytes(StandardCharsets.US_ASCII),
                        hex("0011223344556677 8899aabbccddeeff deaddadadeaddada ffeeddccbbaa9988 7766554433221100"),
                        hex("1020304050607080 90a0"),
                        hex("09f911029d74e35b d84156c5635688c0"));
        assertThat(HEX.formatHex(sealed))
                .isEqualTo("7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17"
                        + "dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d");
    }

    @Property(tries = 300)
    void opensWhatItSealedAndNothingElse(@ForAll byte[] plain, @ForAll byte[] associated, @ForAll int place)
            throws SealBroken {
        Siv siv = Siv.withKey((byte) 1, KEY);
        byte[] sealed = siv.seal(plain, associated);
        assertThat(siv.seal(plain, associated)).isEqualTo(sealed);
        assertThat(siv.open(sealed, associated)).isEqualTo(plain);
        byte[] changed = sealed.clone();
        changed[Math.floorMod(place, changed.length)] ^= 1;
        assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> siv.open(changed, associated));
        byte[] other = java.util.Arrays.copyOf(associated, associated.length + 1);
        assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> siv.open(sealed, other));
    }

    @Test
    void refusesOtherKeysAndLengths() {
        byte[] sealed = Siv.withKey((byte) 1, KEY).seal(NOTHING, NOTHING);
        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> Siv.withKey((byte) 1, new byte[64]).open(sealed, NOTHING));
        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> Siv.withKey((byte) 2, KEY).open(sealed, NOTHING));
        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> Siv.withKey((byte) 1, KEY).open(NOTHING, NOTHING));
        assertThatIllegalArgumentException().isThrownBy(() -> Siv.withKey((byte) 1, new byte[33]));
    }
}

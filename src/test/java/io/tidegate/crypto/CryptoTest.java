package io.tidegate.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CryptoTest {
    private static final byte[] CONTENT = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BOUND = "to this".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();

    @Test
    void digestsAsFips180Says() {
        Digest abc = Digest.of("abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(abc.hex()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digest.of("xabcx".getBytes(StandardCharsets.US_ASCII), 1, 3)).isEqualTo(abc);
        assertThat(Digest.stored(abc.bytes())).isEqualTo(abc).hasSameHashCodeAs(abc);
        assertThat(Digest.ZERO).isNotEqualTo(abc);
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.stored(new byte[31]));
    }

    @Test
    void linksPreviousDigestAndContent() {
        byte[] both = Arrays.copyOf(Digest.of(BOUND).bytes(), Digest.SIZE + CONTENT.length);
        System.arraycopy(CONTENT, 0, both, Digest.SIZE, CONTENT.length);

        assertThat(Digest.ofLink(Digest.of(BOUND), CONTENT, 0, CONTENT.length)).isEqualTo(Digest.of(both));
    }

    @Test
    void keepsItsBytesWhenTheCallersChange() {
        byte[] stored = Digest.of(CONTENT).bytes();
        Digest digest = Digest.stored(stored);
        stored[0] ^= 1;
        digest.bytes()[1] ^= 1;

        assertThat(digest).isEqualTo(Digest.of(CONTENT));
    }

    @Test
    void codesAsRfc4231Says() {
        byte[] key = new byte[20];
        Arrays.fill(key, (byte) 0x0b);
        byte[] content = "Hi There".getBytes(StandardCharsets.US_ASCII);
        Mac mac = Mac.withKey(key);

        byte[] code = mac.of(content);
        assertThat(HexFormat.of().formatHex(code))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(mac.matches(content, code)).isTrue();
        assertThat(mac.matches(CONTENT, code)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Mac.withKey(new byte[15]));
    }

    @Test
    void codesTheSameFromManyThreads() {
        Mac mac = Mac.withKey(new byte[32]);
        byte[] expected = mac.of(CONTENT);

        assertThat(IntStream.range(0, 2000).parallel().allMatch(_ -> mac.matches(CONTENT, expected)))
                .isTrue();
    }

    @Test
    void opensWhatItSealedAndNothingElse() throws Exception {
        Aead aead = Aead.withKey((byte) 1, new byte[32], random);
        byte[] sealed = aead.seal(CONTENT, BOUND);

        assertThat(aead.open(sealed, BOUND)).isEqualTo(CONTENT);
        assertThat(aead.seal(CONTENT, BOUND)).isNotEqualTo(sealed);
        assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> aead.open(sealed, CONTENT));
        for (int position = 0; position < sealed.length; position++) {
            byte[] changed = sealed.clone();
            changed[position] ^= 1;
            assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> aead.open(changed, BOUND));
            byte[] cut = Arrays.copyOf(sealed, position);
            assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> aead.open(cut, BOUND));
        }
    }

    @Test
    void refusesValueOfAnotherKeyId() {
        byte[] sealed = Aead.withKey((byte) 1, new byte[32], random).seal(CONTENT, BOUND);

        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> Aead.withKey((byte) 2, new byte[32], random).open(sealed, BOUND));
    }

    @Test
    void verifiesAsRfc8032Says() {
        Verifier verifier = Verifier.ofRaw(
                HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        byte[] signature = HexFormat.of()
                .parseHex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
                        + "f9b46bd25bf5f0595bbe24655141438e7a100b");

        assertThat(verifier.verifies(new byte[0], signature)).isTrue();
        assertThat(verifier.verifies(new byte[1], signature)).isFalse();
        assertThat(verifier.verifies(new byte[0], new byte[3])).isFalse();
        byte[] outOfRange = signature.clone();
        Arrays.fill(outOfRange, 32, 64, (byte) 0xff);
        assertThat(verifier.verifies(new byte[0], outOfRange)).isFalse();
    }

    @Test
    void verifiesOnlyItsOwnSignatures() throws Exception {
        Signer signer = KeyRing.open(folder.resolve("one"), random).signer();
        Signer stranger = KeyRing.open(folder.resolve("two"), random).signer();
        Verifier parsed = Verifier.parse(signer.publicKey());

        assertThat(parsed).isEqualTo(signer.verifier());
        assertThat(parsed.keyId()).hasSize(4).isEqualTo(signer.keyId());
        assertThat(parsed.verifies(CONTENT, signer.sign(CONTENT))).isTrue();
        assertThat(parsed.verifies(CONTENT, stranger.sign(CONTENT))).isFalse();
        assertThat(parsed.verifies(BOUND, signer.sign(CONTENT))).isFalse();
    }

    @Test
    void refusesTextThatIsNoPublicKey() {
        for (String text : new String[] {"", "ed25519:", "ed25519:AAAA", "ed25519:!", "rsa:AAAA"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Verifier.parse(text));
        }
    }
}

package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/// Is what is base64 as a whole looked into, whatever it says, and nothing else?
class DataPassTest {
    /// As the standards have it, however costly.
    private static Optional<String> reference(String text) {
        if (text.length() < 16 || text.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(text)))
                    .toString());
        } catch (CharacterCodingException other) {
            String latin = new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
            long ascii = latin.chars()
                    .filter(c -> (c >= ' ' && c < 0x80) || "\n\r\t".indexOf(c) >= 0)
                    .count();
            return Optional.of(latin).filter(_ -> 4 * ascii >= 3L * latin.length());
        } catch (IllegalArgumentException plain) {
            return Optional.empty();
        }
    }

    private static Optional<String> decoded(String text) {
        return DataPass.decoded(text).map(Decoded::text);
    }

    @Test
    void oneByteThatIsNoneOfUtf8HidesNothing() throws MalformedJson {
        String token = "gh" + "p_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
        byte[] bytes = ("caf\u00e9 " + token).getBytes(StandardCharsets.ISO_8859_1);
        String encoded = Base64.getEncoder().encodeToString(bytes);
        assertThat(decoded(encoded)).contains("caf\u00e9 " + token);
        assertThat(Samples.kinds("see " + encoded)).containsExactly("encoded-github-token");
        JsonDocument document = JsonDocument.parse(
                ("{\"a\":\"" + encoded + "\"}").getBytes(StandardCharsets.UTF_8), JsonLimits.EXAMINED);
        DataPass pass = new DataPass(Map.of(DataType.CREDENTIAL, DataPass.Action.MASK));
        assertThat(pass.examine(document))
                .isInstanceOfSatisfying(DataPass.Outcome.Examined.class, examined -> assertThat(new String(
                                Base64.getDecoder()
                                        .decode(examined.document()
                                                .root()
                                                .get("a")
                                                .orElseThrow()
                                                .text()),
                                StandardCharsets.ISO_8859_1))
                        .isEqualTo("caf\u00e9 [credential removed]"));
    }

    @Property(tries = 1_000)
    void everyTextIsReadBack(@ForAll @StringLength(min = 10, max = 60) String text) {
        String encoded = Samples.base64(text);
        assertThat(decoded(encoded)).isEqualTo(reference(encoded));
    }

    @Property(tries = 1_000)
    void bytesAreReadWhereTheyAreText(@ForAll byte[] bytes) {
        String encoded = Base64.getEncoder().encodeToString(bytes);
        assertThat(decoded(encoded)).isEqualTo(reference(encoded));
    }

    @Property(tries = 1_000)
    void whatOnlyLooksLikeItIsLeft(
            @ForAll
                    @StringLength(min = 12, max = 24)
                    @CharRange(from = 'A', to = 'z')
                    @Chars({'=', '+', '/', ' ', '-', '4', 'é', '\uff21'})
                    String text) {
        assertThat(decoded(text)).isEqualTo(reference(text));
    }

    /// One text for each first byte that there is, and each end.
    @Test
    void everyFirstByteIsTold() {
        for (int first = 0; first < 0x110000; first++) {
            if (first >= Character.MIN_SURROGATE && first <= Character.MAX_SURROGATE) {
                continue;
            }
            String text = Character.toString(first) + "ada@example";
            assertThat(decoded(Samples.base64(text))).contains(text);
        }
        assertThat(decoded("=".repeat(16))).isEmpty();
        assertThat(decoded("YWRhQGV4YW1wbGUu=A==")).isEmpty();
    }
}

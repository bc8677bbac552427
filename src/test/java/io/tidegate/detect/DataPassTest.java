package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
                            .toString())
                    .filter(decoded -> decoded.indexOf('\ufffd') < 0);
        } catch (IllegalArgumentException | CharacterCodingException plain) {
            return Optional.empty();
        }
    }

    @Property(tries = 1_000)
    void everyTextIsReadBack(@ForAll @StringLength(min = 10, max = 60) String text) {
        String encoded = Samples.base64(text);
        assertThat(DataPass.decoded(encoded)).isEqualTo(reference(encoded));
    }

    @Property(tries = 1_000)
    void bytesAreReadWhereTheyAreText(@ForAll byte[] bytes) {
        String encoded = Base64.getEncoder().encodeToString(bytes);
        assertThat(DataPass.decoded(encoded)).isEqualTo(reference(encoded));
    }

    @Property(tries = 1_000)
    void whatOnlyLooksLikeItIsLeft(
            @ForAll
                    @StringLength(min = 12, max = 24)
                    @CharRange(from = 'A', to = 'z')
                    @Chars({'=', '+', '/', ' ', '-', '4', 'é', '\uff21'})
                    String text) {
        assertThat(DataPass.decoded(text)).isEqualTo(reference(text));
    }

    /// One text for each first byte that there is, and each end.
    @Test
    void everyFirstByteIsTold() {
        for (int first = 0; first < 0x110000; first++) {
            if (first >= Character.MIN_SURROGATE && first <= Character.MAX_SURROGATE) {
                continue;
            }
            String text = Character.toString(first) + "ada@example";
            if (first != 0xfffd) {
                assertThat(DataPass.decoded(Samples.base64(text))).contains(text);
            }
        }
        assertThat(DataPass.decoded("=".repeat(16))).isEmpty();
        assertThat(DataPass.decoded("YWRhQGV4YW1wbGUu=A==")).isEmpty();
    }
}

package io.tidegate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.crypto.Digest;
import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Can somebody who has only docs/trail.md read what this package writes? Signature, kinds, findings and sizes.
class TrailPageTest {
    private static final Path PAGE = Path.of("docs/trail.md");

    private static List<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void aSignatureIsOfTheLinesOnThePage(@TempDir Path folder) throws IOException {
        KeyRing keys = KeyRing.open(folder, new SecureRandom());
        Digest chain = Digest.of("a".getBytes(StandardCharsets.US_ASCII));
        Checkpoint checkpoint = Checkpoint.sign(42, chain, 1, keys.signer());
        String signed = found("(?s)```text\\n(tidegate trail checkpoint.*?)```")
                .getFirst()
                .replace("COVERS", "42")
                .replace("CHAIN", chain.hex());
        byte[] signature = Base64.getUrlDecoder().decode(checkpoint.signature());
        assertThat(keys.signer().verifier().verifies(signed.getBytes(StandardCharsets.US_ASCII), signature))
                .isTrue();
    }

    @Test
    void namesEveryKindWithItsCode() throws IOException {
        assertThat(found("(?m)^\\| (\\d+ \\| [A-Z]+) \\|"))
                .containsExactlyElementsOf(Arrays.stream(RecordKind.values())
                        .map(kind -> kind.code() + " | " + kind.name())
                        .toList());
    }

    @Test
    void namesEveryFinding() throws IOException {
        assertThat(found("(?m)^\\| ([A-Z][A-Za-z]+) \\| [A-Z`]"))
                .containsAll(Arrays.stream(Finding.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void tellsTheSizes() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page)
                .contains("### Segment header, " + SegmentHeader.BYTES + " bytes")
                .contains("### Record, " + Frame.FIXED_BYTES + " bytes and the payload")
                .contains("at most " + "%,d".formatted(Frame.PAYLOAD_BYTES_MAX));
    }
}

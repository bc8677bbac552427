package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import io.tidegate.crypto.Signer;
import io.tidegate.crypto.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who vouches for the trail up to where? A signature over a sequence and the chain's hash there.
///
/// @param covers the last sequence that it vouches for, with everything before
/// @param chain the hash of that record
/// @param segment the segment in which the checkpoint stands
record Checkpoint(long covers, Digest chain, long segment, String key, String signature) {
    /// More than any checkpoint takes: two 64-bit numbers, a hash, a key and a signature, as JSON, and the record.
    static final int RECORD_BYTES_MAX = 512;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Checkpoint sign(long covers, Digest chain, long segment, Signer signer) {
        byte[] signature = signer.sign(signed(covers, chain));
        return new Checkpoint(
                covers,
                chain,
                segment,
                signer.publicKey(),
                Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
    }

    /// The bytes that are signed: three lines of ASCII.
    private static byte[] signed(long covers, Digest chain) {
        return ("tidegate trail checkpoint 1\n" + covers + "\n" + chain.hex() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    boolean signedBy(Verifier verifier) {
        try {
            byte[] raw = Base64.getUrlDecoder().decode(signature);
            return key.equals(verifier.publicKey()) && verifier.verifies(signed(covers, chain), raw);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    byte[] json() {
        return ("{\"covers\":" + covers + ",\"chain\":\"" + chain.hex() + "\",\"segment\":" + segment + ",\"key\":\""
                        + key + "\",\"signature\":\""
                        + signature + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// From its JSON; empty unless it is exactly what `json` writes.
    static Optional<Checkpoint> parse(byte[] json) {
        if (json.length > RECORD_BYTES_MAX) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(json);
            byte[] chain = HexFormat.of().parseHex(node.path("chain").asString(""));
            Checkpoint checkpoint = new Checkpoint(
                    node.path("covers").asLong(0),
                    Digest.stored(chain),
                    node.path("segment").asLong(0),
                    node.path("key").asString(""),
                    node.path("signature").asString(""));
            return java.util.Arrays.equals(checkpoint.json(), json) ? Optional.of(checkpoint) : Optional.empty();
        } catch (JacksonException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}

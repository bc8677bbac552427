package io.tidegate.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Is it SipHash-2-4, byte for byte as its authors publish it?
class KeyedHashTest {
    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at++) {
            bytes[at] = (byte) at;
        }
        return bytes;
    }

    @Test
    void agreesWithThePublishedVectors() {
        KeyedHash hash = new KeyedHash(counting(16));
        assertThat(hash.of(counting(0), 0, 0)).isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(hash.of(counting(8), 0, 8)).isEqualTo(0x93f5f5799a932462L);
        assertThat(hash.of(counting(15), 0, 15)).isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void numbersAreTheirBytes() {
        KeyedHash hash = new KeyedHash(counting(16));
        assertThat(hash.of(new long[] {9, 0x0706050403020100L, 9}, 1, 2)).isEqualTo(0x93f5f5799a932462L);
    }

    @Test
    void anotherKeyIsAnotherHash() {
        byte[] other = counting(16);
        other[15]++;
        assertThat(new KeyedHash(other).of(counting(15), 0, 15)).isNotEqualTo(0xa129ca6149be45e5L);
        assertThatThrownBy(() -> new KeyedHash(counting(15))).hasMessageContaining("shorter than 16 bytes");
    }
}

package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a pin hold for the chain that vouches for a server, and for no other certificate?
class PinsTest {
    @TempDir
    private Path folder = Path.of("");

    private X509Certificate own;
    private X509Certificate pinned;

    @BeforeEach
    void make() throws Exception {
        own = (X509Certificate) Certificates.make(folder, "EC", "localhost").certificate();
        pinned = (X509Certificate) Certificates.make(folder, "RSA", "localhost").certificate();
    }

    @Test
    void holdsForTheServersOwnKey() {
        Pins pins = new Pins(Set.of(Pins.of(pinned)));
        assertThat(Pins.of(pinned)).matches("sha256/[A-Za-z0-9+/]{43}=");
        assertThatCode(() -> pins.check(new X509Certificate[] {pinned}, new X509Certificate[] {pinned}))
                .doesNotThrowAnyException();
    }

    /// Everyone can send along a certificate that is known to be pinned.
    @Test
    void doesNotHoldForACertificateThatIsMerelySentAlong() {
        Pins pins = new Pins(Set.of(Pins.of(pinned)));
        assertThatThrownBy(() -> pins.check(new X509Certificate[] {own, pinned}, new X509Certificate[] {own, pinned}))
                .isInstanceOf(Pins.Mismatch.class);
    }
}

package io.tidegate.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// What is a server over TLS held to, and what do we show it? Files are read once, here; two are equal where their
/// files
/// said the same. Names are always verified.
public final class TlsMaterial {
    private static final int REACHED_MILLIS = 10_000;

    private final SSLContext context;
    private final byte[] digest;

    private final Files files;
    private final Optional<String> ownKey;

    private TlsMaterial(Files files, SSLContext context, byte[] digest, Optional<String> ownKey) {
        this.files = files;
        this.context = context;
        this.digest = digest;
        this.ownKey = ownKey;
    }

    /// What is given for one server.
    ///
    /// @param authorities PEM file of those who may vouch for it, instead of those that Java trusts
    /// @param pins digests of public keys, one of which must be in its chain; see [Pins]
    /// @param certificate PEM file of the chain that we show
    /// @param key PEM file of its private key
    public record Files(Optional<Path> authorities, Set<String> pins, Optional<Path> certificate, Optional<Path> key) {
        public Files {
            pins = Set.copyOf(pins);
            if (certificate.isPresent() != key.isPresent()) {
                throw new IllegalArgumentException("a certificate and its key come together");
            }
        }
    }

    /// Throws `IOException`, saying which file cannot be used and why.
    public static TlsMaterial read(Files files) throws IOException {
        MessageDigest digest = sha256();
        byte[] authorities = read(files.authorities(), digest);
        byte[] certificate = read(files.certificate(), digest);
        byte[] key = read(files.key(), digest);
        new TreeSet<>(files.pins())
                .forEach(pin -> digest.update(pin.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        X509ExtendedTrustManager trusted = trusted(files, authorities);
        X509ExtendedTrustManager held =
                files.pins().isEmpty() ? trusted : new PinnedTrust(trusted, new Pins(files.pins()));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown(files, certificate, key), new TrustManager[] {held}, null);
            return new TlsMaterial(files, context, digest.digest(), ownKey(certificate));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has TLS", impossible);
        }
    }

    /// By its public half, which the certificate has: whether both belong together was checked.
    private static Optional<String> ownKey(byte[] certificate) throws GeneralSecurityException {
        return certificate.length == 0
                ? Optional.empty()
                : Optional.of(Pins.of(PemFiles.certificates(certificate).getFirst()));
    }

    /// Which private key we show that we have, if any: the digest of its public half. Nothing of the key itself.
    public Optional<String> ownKey() {
        return ownKey;
    }

    private static byte[] read(Optional<Path> file, MessageDigest digest) throws IOException {
        digest.update((byte) (file.isPresent() ? 1 : 0));
        if (file.isEmpty()) {
            return new byte[0];
        }
        byte[] bytes;
        try {
            bytes = PemFiles.read(file.get());
        } catch (IOException unreadable) {
            throw new IOException("cannot read `" + file.get() + "`", unreadable);
        }
        digest.update(sha256().digest(bytes));
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static X509ExtendedTrustManager trusted(Files files, byte[] pem) throws IOException {
        try {
            KeyStore store = null;
            if (files.authorities().isPresent()) {
                store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                int number = 0;
                for (X509Certificate certificate : PemFiles.certificates(pem)) {
                    store.setCertificateEntry("authority-" + number++, certificate);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    files.authorities()
                                    .map(file -> "cannot use `" + file + "`: ")
                                    .orElse("cannot use the authorities that Java trusts: ")
                            + unusable.getMessage(),
                    unusable);
        }
    }

    private static KeyManager @Nullable [] shown(Files files, byte[] certificate, byte[] key) throws IOException {
        if (files.certificate().isEmpty() || files.key().isEmpty()) {
            return null;
        }
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(PemFiles.identity(certificate, key), new char[0]);
            return keys.getKeyManagers();
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    "cannot use `" + files.certificate().get() + "` with `"
                            + files.key().get() + "`: " + unusable.getMessage(),
                    unusable);
        }
    }

    /// The pins of all that a server sends now, its own certificate first, as far as it can be trusted without pins.
    ///
    /// @param held what it is held to otherwise
    public static List<String> pinsAt(URI url, Optional<TlsMaterial> held) throws IOException {
        Files plain = held.map(its -> new Files(its.files.authorities, Set.of(), its.files.certificate, its.files.key))
                .orElseGet(() -> new Files(Optional.empty(), Set.of(), Optional.empty(), Optional.empty()));
        ClientTls tls = new ClientTls(new ClientSettings.Trust.Material(read(plain)));
        String host = url.getHost();
        int port = url.getPort() < 0 ? 443 : url.getPort();
        try (Socket raw = new Socket()) {
            raw.connect(new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port), REACHED_MILLIS);
            raw.setSoTimeout(REACHED_MILLIS);
            try (SSLSocket secure = tls.over(raw, host, port)) {
                secure.startHandshake();
                return Arrays.stream(secure.getSession().getPeerCertificates())
                        .map(certificate -> Pins.of((X509Certificate) certificate))
                        .toList();
            }
        }
    }

    SSLContext context() {
        return context;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsMaterial its && MessageDigest.isEqual(digest, its.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "TlsMaterial(hidden)";
    }
}

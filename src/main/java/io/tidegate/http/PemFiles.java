package io.tidegate.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which certificates and private keys are in PEM files (RFC 7468)? Reads PKCS#8 and the older RSA and EC forms,
/// not encrypted ones.
final class PemFiles {
    static final int FILE_BYTES_MAX = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private PemFiles() {}

    /// The bytes of a file of sane size. Throws `IOException` if it cannot be read or is too large.
    static byte[] read(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException("`" + file + "` is too large for a pem file");
        }
        return Files.readAllBytes(file);
    }

    static List<X509Certificate> certificates(byte[] pem) throws GeneralSecurityException {
        List<X509Certificate> found =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (found.isEmpty()) {
            throw new GeneralSecurityException("the certificate file holds no certificate");
        }
        return found;
    }

    /// A key store with the chain and its key. Throws if the key does not belong to the first certificate.
    static KeyStore identity(byte[] chain, byte[] key) throws GeneralSecurityException, IOException {
        List<X509Certificate> certificates = certificates(chain);
        PrivateKey privateKey = privateKey(key, certificates.getFirst());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", privateKey, new char[0], certificates.toArray(Certificate[]::new));
        return store;
    }

    private static PrivateKey privateKey(byte[] pem, X509Certificate certificate) throws GeneralSecurityException {
        Matcher matcher = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!matcher.find()) {
            throw new GeneralSecurityException("the key file holds no unencrypted private key");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(matcher.group(2));
        } catch (IllegalArgumentException notBase64) {
            throw new GeneralSecurityException("the key file is damaged", notBase64);
        }
        byte[] pkcs8 = matcher.group(1).equals("PRIVATE KEY") ? der : wrapped(der, certificate);
        PrivateKey key = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        requirePair(key, certificate);
        return key;
    }

    /// The RSA and EC forms are what PKCS#8 holds inside; which algorithm it is, the certificate's public key says.
    private static byte[] wrapped(byte[] inner, X509Certificate certificate) throws GeneralSecurityException {
        byte[] publicKey = certificate.getPublicKey().getEncoded();
        int start = headerLength(publicKey, 0);
        int length = headerLength(publicKey, start) + contentLength(publicKey, start);
        byte[] algorithm = Arrays.copyOfRange(publicKey, start, start + length);
        return tagged(0x30, new byte[] {2, 1, 0}, algorithm, tagged(0x04, inner));
    }

    private static int headerLength(byte[] der, int at) throws GeneralSecurityException {
        if (at + 1 >= der.length) {
            throw new GeneralSecurityException("the certificate's public key is damaged");
        }
        return der[at + 1] >= 0 ? 2 : 2 + (der[at + 1] & 0x7f);
    }

    private static int contentLength(byte[] der, int at) throws GeneralSecurityException {
        int header = headerLength(der, at);
        if (header == 2) {
            return der[at + 1];
        }
        int length = 0;
        for (int i = 2; i < header; i++) {
            length = (length << 8) | (der[at + i] & 0xff);
        }
        return length;
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream der = new ByteArrayOutputStream(length + 4);
        der.write(tag);
        if (length < 128) {
            der.write(length);
        } else {
            der.write(0x82);
            der.write(length >> 8);
            der.write(length);
        }
        for (byte[] part : parts) {
            der.writeBytes(part);
        }
        return der.toByteArray();
    }

    private static void requirePair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String name =
                switch (certificate.getPublicKey().getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "EdDSA" -> "EdDSA";
                    default -> throw new GeneralSecurityException("the key's algorithm is not one of rsa, ec, ed25519");
                };
        byte[] sample = {1, 2, 3};
        Signature signature = Signature.getInstance(name);
        signature.initSign(key);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(sample);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the private key does not belong to the certificate");
        }
    }
}

package io.tidegate.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;

/// Self-signed certificates for tests, made by the JDK's keytool and written as PEM.
public record Certificates(Certificate certificate, PrivateKey key) {
    private static final String PASSWORD = "only-for-tests";

    public static Certificates make(Path folder, String algorithm, String name) throws Exception {
        Path store = Files.createTempDirectory(folder, "store").resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name + (name.equals("localhost") ? ",ip:127.0.0.1" : ""),
                        "-ext",
                        "bc=ca:true",
                        "-validity",
                        "2",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new Certificates(keys.getCertificate("a"), (PrivateKey) keys.getKey("a", PASSWORD.toCharArray()));
    }

    public Certificates write(Path chain, Path keyFile) throws IOException, GeneralSecurityException {
        Files.writeString(chain, pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
        return this;
    }

    /// The key in the form that older tools write: what PKCS#8 holds inside.
    Certificates writeOldForm(Path keyFile) throws IOException {
        byte[] pkcs8 = key.getEncoded();
        int at = element(pkcs8, 0)[0];
        at = next(pkcs8, at);
        at = next(pkcs8, at);
        int[] inner = element(pkcs8, at);
        byte[] old = Arrays.copyOfRange(pkcs8, inner[0], inner[0] + inner[1]);
        Files.writeString(keyFile, pem(key.getAlgorithm() + " PRIVATE KEY", old));
        return this;
    }

    private static int next(byte[] der, int at) {
        int[] element = element(der, at);
        return element[0] + element[1];
    }

    /// Where the content of a DER element begins, and its length.
    private static int[] element(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 128) {
            return new int[] {at + 2, first};
        }
        int length = 0;
        for (int i = 0; i < first - 128; i++) {
            length = (length << 8) | (der[at + 2 + i] & 0xff);
        }
        return new int[] {at + 2 + first - 128, length};
    }

    private static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}

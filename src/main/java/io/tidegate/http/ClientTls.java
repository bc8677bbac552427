package io.tidegate.http;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// How does the client make sure whom it talks to? TLS 1.3 and 1.2, trusted authorities, host name verified.
final class ClientTls {
    // The runtime's authorities take some of a start to read, and many gateways never need them.
    private volatile @Nullable SSLContext context;

    /// Throws `IOException` if the authorities' file cannot be used.
    ClientTls(ClientSettings.Trust trust) throws IOException {
        switch (trust) {
            case ClientSettings.Trust.JavaRuntime _ -> {}
            case ClientSettings.Trust.Material(TlsMaterial read) -> context = read.context();
            case ClientSettings.Trust.Authorities authorities -> {
                try {
                    context = made(managers(authorities));
                } catch (GeneralSecurityException unusable) {
                    throw new IOException(
                            "the file of trusted authorities cannot be used: " + unusable.getMessage(), unusable);
                }
            }
        }
    }

    private SSLContext context() throws IOException {
        SSLContext known = context;
        if (known == null) {
            try {
                known = made(null);
            } catch (GeneralSecurityException unusable) {
                throw new IOException("the Java runtime's trusted authorities cannot be used", unusable);
            }
            context = known;
        }
        return known;
    }

    private static SSLContext made(TrustManager @Nullable [] trusted) throws GeneralSecurityException {
        SSLContext fresh = SSLContext.getInstance("TLS");
        fresh.init(null, trusted, null);
        return fresh;
    }

    private static TrustManager[] managers(ClientSettings.Trust.Authorities authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate certificate : PemFiles.certificates(PemFiles.read(authorities.pem()))) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /// Layers TLS over a connected socket; the handshake, which verifies `host`, is still to come.
    SSLSocket over(Socket raw, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(raw, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(ServerTls.PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        return socket;
    }
}

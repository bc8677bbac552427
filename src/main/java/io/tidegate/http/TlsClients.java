package io.tidegate.http;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Are clients asked for a certificate in the handshake, and for those of which authorities?
///
/// The handshake shows that a client has the key of the certificate that it brings, and nothing more: whoever answers
/// requests has to judge the certificate, at each request. So a certificate that is not good gets an answer that says
/// why, and one that is revoked counts no longer on connections that are open.
public sealed interface TlsClients {
    /// They are not asked.
    record NotAsked() implements TlsClients {}

    /// They are asked, and may come without.
    ///
    /// @param authorities whose names they are told, to choose a certificate by; with none they choose freely
    record Asked(List<X509Certificate> authorities) implements TlsClients {
        public Asked {
            authorities = List.copyOf(authorities);
        }
    }

    /// Takes whatever the client brings, since it is judged later.
    final class Untouched extends X509ExtendedTrustManager {
        private final X509Certificate[] authorities;

        Untouched(TlsClients clients) {
            authorities = switch (clients) {
                case NotAsked _ -> new X509Certificate[0];
                case Asked(List<X509Certificate> named) -> named.toArray(X509Certificate[]::new);
            };
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.clone();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            // judged at each request
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // judged at each request
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // judged at each request
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw unusable();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw unusable();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw unusable();
        }

        private static CertificateException unusable() {
            return new CertificateException("this is a server");
        }
    }
}

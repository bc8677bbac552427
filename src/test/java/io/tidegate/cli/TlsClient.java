package io.tidegate.cli;

import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.http.Authority.Issued;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/// A client that brings one certificate to TLS, whoever the server asks for, or none. It takes any server, and goes on
/// with TLS sessions that it has.
final class TlsClient {
    private final SSLContext context;

    TlsClient(Optional<Issued> own) throws Exception {
        context = SSLContext.getInstance("TLS");
        KeyManager[] keys = own.isPresent() ? new KeyManager[] {new Stubborn(manager(own.get()))} : new KeyManager[0];
        context.init(keys, new TrustManager[] {new Anybody()}, new SecureRandom());
    }

    static TlsClient with(Issued own) throws Exception {
        return new TlsClient(Optional.of(own));
    }

    static TlsClient without() throws Exception {
        return new TlsClient(Optional.empty());
    }

    private static X509ExtendedKeyManager manager(Issued own) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own", own.keys().getPrivate(), new char[0], own.chain().toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, new char[0]);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    /// Connected and greeted; the caller closes it.
    SSLSocket connect(InetSocketAddress gateway, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(gateway.getAddress(), gateway.getPort());
        socket.setSoTimeout(15_000);
        if (protocols.length > 0) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(protocols);
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    Answer send(RawRequest request, InetSocketAddress gateway) throws IOException {
        try (SSLSocket socket = connect(gateway)) {
            return request.send(socket, gateway.getPort());
        }
    }

    /// On a connection that stays open; the answer has a length.
    static Answer sendOn(SSLSocket socket, RawRequest request, int port) throws IOException {
        String bytes =
                new String(request.bytes(port), StandardCharsets.ISO_8859_1).replace("Connection: close\r\n", "");
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return new Answer(0, head.toString(), "");
            }
            head.append((char) next);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElse(0);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), body);
    }

    /// Shows its certificate though the server named other authorities.
    private static final class Stubborn extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Stubborn(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, java.security.Principal[] issuers, java.net.Socket socket) {
            return "own";
        }

        @Override
        public String[] getClientAliases(String type, java.security.Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String[] getServerAliases(String type, java.security.Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, java.security.Principal[] issuers, java.net.Socket socket) {
            throw new IllegalStateException("a client");
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public java.security.PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("a client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // the tests look at clients
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

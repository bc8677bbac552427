package io.tidegate.http;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// Which certificate does a new connection get, and is the client asked for one? TLS 1.3 and 1.2 only, with suites that
/// keep secrets forward and authenticate what they encrypt (BCP 195, RFC 9325). The files are read again in place;
/// files that cannot be used leave the old certificate in force.
final class ServerTls {
    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    static final String[] SUITES = {
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    };

    static {
        // Who a client is is read once, after the handshake: it must not become somebody else on the way (TLS 1.2).
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private final TlsSettings settings;
    private final ReentrantLock loading = new ReentrantLock();
    private byte[] chain;
    private byte[] key;
    private volatile TlsClients clients = new TlsClients.NotAsked();
    private volatile SSLContext context;

    /// Throws `IOException`, with what to do, if the files cannot be used.
    ServerTls(TlsSettings settings) throws IOException {
        this.settings = settings;
        chain = PemFiles.read(settings.chain());
        key = PemFiles.read(settings.key());
        try {
            context = context(chain, key, clients);
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    "cannot use `" + settings.chain() + "` with `" + settings.key() + "`: " + unusable.getMessage(),
                    unusable);
        }
    }

    TlsReload reload() {
        loading.lock();
        try {
            byte[] newChain = PemFiles.read(settings.chain());
            byte[] newKey = PemFiles.read(settings.key());
            if (Arrays.equals(newChain, chain) && Arrays.equals(newKey, key)) {
                return new TlsReload.Same();
            }
            context = context(newChain, newKey, clients);
            chain = newChain;
            key = newKey;
            return new TlsReload.Replaced();
        } catch (IOException unreadable) {
            return new TlsReload.Kept("cannot read `" + settings.chain() + "` or `" + settings.key() + "`");
        } catch (GeneralSecurityException unusable) {
            return new TlsReload.Kept("cannot use `" + settings.chain() + "` with `" + settings.key() + "`");
        } finally {
            loading.unlock();
        }
    }

    /// From the next connection on. Sessions of before are not gone on with: a client that was not asked then would not
    /// be asked now.
    void ask(TlsClients asked) throws IOException {
        loading.lock();
        try {
            if (!asked.equals(clients)) {
                context = context(chain, key, asked);
                clients = asked;
            }
        } catch (GeneralSecurityException unusable) {
            throw new IOException("clients can't be asked for certificates: " + unusable.getMessage(), unusable);
        } finally {
            loading.unlock();
        }
    }

    /// Layers TLS over an accepted socket; the handshake is still to come.
    SSLSocket over(Socket raw) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(raw, java.io.InputStream.nullInputStream(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(SUITES);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.setUseClientMode(false);
        switch (clients) {
            case TlsClients.NotAsked _ -> socket.setWantClientAuth(false);
            case TlsClients.Asked _ -> socket.setWantClientAuth(true);
        }
        return socket;
    }

    private static SSLContext context(byte[] chain, byte[] key, TlsClients clients)
            throws GeneralSecurityException, IOException {
        KeyStore identity = PemFiles.identity(chain, key);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new TlsClients.Untouched(clients)}, null);
        return context;
    }
}

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

/// Which certificate does a new connection get? TLS 1.3 and 1.2 only. The files are read again in place; files that
/// cannot be used leave the old certificate in force.
final class ServerTls {
    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final TlsSettings settings;
    private final ReentrantLock loading = new ReentrantLock();
    private byte[] chain;
    private byte[] key;
    private volatile SSLContext context;

    /// Throws `IOException`, with what to do, if the files cannot be used.
    ServerTls(TlsSettings settings) throws IOException {
        this.settings = settings;
        chain = PemFiles.read(settings.chain());
        key = PemFiles.read(settings.key());
        try {
            context = context(chain, key);
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
            context = context(newChain, newKey);
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

    /// Layers TLS over an accepted socket; the handshake is still to come.
    SSLSocket over(Socket raw) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(raw, java.io.InputStream.nullInputStream(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.setUseClientMode(false);
        return socket;
    }

    private static SSLContext context(byte[] chain, byte[] key) throws GeneralSecurityException, IOException {
        KeyStore identity = PemFiles.identity(chain, key);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}

package io.tidegate.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// How many bytes were sent to a server? Stands between and passes everything on as it is.
public final class Relay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private final URI target;

    public Relay(URI target) throws IOException {
        this.target = target;
        Thread.startVirtualThread(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + target.getPath());
    }

    /// Bytes that arrived for the server so far, counted before any is passed on.
    long sent() {
        return sent.get();
    }

    /// Breaks every connection off; new ones are passed on.
    public void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
                sockets.add(client);
                sockets.add(server);
                Thread.startVirtualThread(() -> pass(client, server, sent));
                Thread.startVirtualThread(() -> pass(server, client, new AtomicLong()));
            }
        } catch (IOException _) {
            return; // closed
        }
    }

    private static void pass(Socket from, Socket to, AtomicLong count) {
        byte[] piece = new byte[8 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                count.addAndGet(length);
                out.write(piece, 0, length);
            }
        } catch (IOException _) {
            return; // one of them has ended
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

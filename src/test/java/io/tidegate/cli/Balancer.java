package io.tidegate.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Passes connections on to one address after the other, and knows nothing of what is said there. Each carries one
/// request, so that the next one goes elsewhere; it has an address before those that it passes on to have theirs.
public final class Balancer implements AutoCloseable {
    private static final byte[] ONCE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] inserted;
    private final ServerSocket listening;
    private final List<Integer> targets = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turns = new AtomicInteger();

    public Balancer() throws IOException {
        this(ONCE);
    }

    private Balancer(byte[] inserted) throws IOException {
        this.inserted = inserted;
        listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// One that doesn't touch what is said, as TLS needs it.
    static Balancer untouched() throws IOException {
        return new Balancer(new byte[0]);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /// From now on it passes connections on to these ports, in turn; with none it takes nothing.
    public void to(List<Integer> ports) {
        targets.clear();
        targets.addAll(ports);
    }

    /// Connections that are open.
    int open() {
        return open.size();
    }

    /// How many were passed on.
    int count() {
        return turns.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> pass(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void pass(Socket client) {
        if (targets.isEmpty()) {
            cut(client);
            return;
        }
        int port = targets.get(turns.getAndIncrement() % targets.size());
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(server);
            Thread back = Thread.ofVirtual().start(() -> {
                copy(server, client);
                cut(client);
            });
            OutputStream out = server.getOutputStream();
            if (inserted.length > 0) {
                firstLine(client, out);
            }
            copy(client, server);
            cut(server);
            back.join();
            open.remove(server);
        } catch (IOException | InterruptedException _) {
            return; // one of them is gone
        } finally {
            cut(client);
        }
    }

    private void firstLine(Socket client, OutputStream out) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = client.getInputStream();
        for (int read = in.read(); read >= 0; read = in.read()) {
            line.write(read);
            if (read == '\n') {
                break;
            }
        }
        out.write(line.toByteArray());
        out.write(inserted);
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            return; // one of them is gone
        }
    }

    private void cut(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException _) {
            return; // it is gone
        }
    }

    /// Cuts what is open.
    void cut() {
        open.forEach(this::cut);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}

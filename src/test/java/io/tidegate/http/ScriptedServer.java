package io.tidegate.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A server that answers with exactly the bytes that a test tells it to.
final class ScriptedServer {
    private ScriptedServer() {}

    /// What a server that is made of raw bytes does with one connection.
    interface Script {
        void play(RawPeer peer, int connection) throws IOException;
    }

    /// A server of raw bytes; each connection is played on a thread of its own and then closed.
    static ServerSocket start(Script script) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> {
            for (int number = 1; !listener.isClosed(); number++) {
                try {
                    RawPeer peer = new RawPeer(listener.accept());
                    int connection = number;
                    Thread.startVirtualThread(() -> {
                        try (peer) {
                            script.play(peer, connection);
                        } catch (IOException _) {
                            return;
                        }
                    });
                } catch (IOException _) {
                    return;
                }
            }
        });
        return listener;
    }
}

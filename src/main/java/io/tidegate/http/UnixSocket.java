package io.tidegate.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/// A Unix domain connection in the shape that the rest of this package speaks to. Its ends have no addresses, so both
/// are this machine's. Reads can't be given a time; the watchdog ends those that take too long.
final class UnixSocket extends Socket {
    private final SocketChannel channel;

    /// @param channel that is connected
    UnixSocket(SocketChannel channel) {
        this.channel = channel;
    }

    /// Which account of the machine is at the other end, by the word of the operating system at the time of connecting.
    static UserPrincipal peer(SocketChannel channel) throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    }

    /// The same, by name.
    String user() throws IOException {
        return peer(channel).getName();
    }

    @Override
    public InputStream getInputStream() {
        return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream getOutputStream() {
        return Channels.newOutputStream(channel);
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // nothing is delayed here
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        if (timeout > 0) {
            throw new SocketException("a local socket has no timeouts");
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package io.tidegate.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/// One request and its response on a blocking socket, again and again.
final class Exchange {
    private static final byte[] IS_ERROR = Wire.ascii("\"iserror\":true");
    private static final byte[] ERROR = Wire.ascii("\"error\":{");

    private final InputStream in;
    private final OutputStream out;
    private byte[] bytes = new byte[1 << 16];
    private int end;
    private int body;
    private int last;

    Exchange(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    void send(byte[] request) throws IOException {
        out.write(request);
    }

    /// Waits for the whole response.
    ///
    /// @return its status
    int receive() throws IOException {
        end = 0;
        while (true) {
            int read = in.read(bytes, end, bytes.length - end);
            if (read < 0) {
                throw new IOException("the connection was closed");
            }
            end += read;
            body = Wire.bodyStart(bytes, end);
            last = body == Wire.MORE ? Wire.MORE : Wire.messageEnd(bytes, body, end);
            if (last != Wire.MORE) {
                return Wire.status(bytes);
            }
            if (end == bytes.length) {
                bytes = Arrays.copyOf(bytes, end * 2);
            }
        }
    }

    /// Is the last response an answer with content, and neither a refusal nor an error?
    boolean isGood() {
        return Wire.status(bytes) == 200
                && last - body > 1_000
                && Wire.find(bytes, body, last, IS_ERROR) < 0
                && Wire.find(bytes, body, last, ERROR) < 0;
    }

    String header(String name) {
        return Wire.header(bytes, body, name);
    }

    /// The last response, to show when it was not what was expected.
    String text() {
        return new String(bytes, 0, last, java.nio.charset.StandardCharsets.UTF_8);
    }
}

package io.tidegate.http;

/// How much may a client ask of the server?
///
/// @param connectionsMax open at once; those beyond are answered 503 and closed
/// @param requestLineBytesMax longer request lines are answered 414
/// @param headBytesMax all header lines together; more is answered 431
/// @param headersMax header fields of one request; more are answered 431
/// @param requestsPerConnectionMax the connection is closed after so many, so that load can move
public record ServerLimits(
        int connectionsMax, int requestLineBytesMax, int headBytesMax, int headersMax, int requestsPerConnectionMax) {
    public ServerLimits {
        if (connectionsMax < 1
                || requestLineBytesMax < 64
                || headBytesMax < 256
                || headersMax < 1
                || requestsPerConnectionMax < 1) {
            throw new IllegalArgumentException("a limit of the http server is too small to serve anything");
        }
    }

    public static ServerLimits standard() {
        return new ServerLimits(4096, 8 << 10, 32 << 10, 100, 100_000);
    }

    public ServerLimits withConnectionsMax(int max) {
        return new ServerLimits(max, requestLineBytesMax, headBytesMax, headersMax, requestsPerConnectionMax);
    }

    public ServerLimits withRequestsPerConnectionMax(int max) {
        return new ServerLimits(connectionsMax, requestLineBytesMax, headBytesMax, headersMax, max);
    }
}

package io.tidegate.http;

import java.time.Duration;

/// How long does the server wait for a client?
///
/// @param head from the first byte of a request (or the connection) to the end of its head; also for the TLS
/// handshake
/// @param body how fast a body must come
/// @param idle between requests on a kept connection
/// @param write for 64 KB, or what is less, to be taken by the client
/// @param streamSilence an event stream on which nothing was sent for so long gets a comment, which keeps the path
/// open and shows whether the client is still there
public record ServerDeadlines(Duration head, BodyPace body, Duration idle, Duration write, Duration streamSilence) {
    /// A body of n bytes must be there after `grace` and n / `bytesPerSecondMin` seconds.
    public record BodyPace(Duration grace, int bytesPerSecondMin) {
        public BodyPace {
            if (bytesPerSecondMin < 1 || !grace.isPositive()) {
                throw new IllegalArgumentException("a body needs some time and a minimum rate");
            }
        }
    }

    public ServerDeadlines {
        if (!head.isPositive() || !idle.isPositive() || !write.isPositive() || !streamSilence.isPositive()) {
            throw new IllegalArgumentException("a deadline of the http server must be more than nothing");
        }
    }

    public static ServerDeadlines standard() {
        return new ServerDeadlines(
                Duration.ofSeconds(10),
                new BodyPace(Duration.ofSeconds(10), 16 << 10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(20),
                Duration.ofSeconds(15));
    }

    public ServerDeadlines withHead(Duration deadline) {
        return new ServerDeadlines(deadline, body, idle, write, streamSilence);
    }

    public ServerDeadlines withBody(BodyPace pace) {
        return new ServerDeadlines(head, pace, idle, write, streamSilence);
    }

    public ServerDeadlines withIdle(Duration deadline) {
        return new ServerDeadlines(head, body, deadline, write, streamSilence);
    }

    public ServerDeadlines withWrite(Duration deadline) {
        return new ServerDeadlines(head, body, idle, deadline, streamSilence);
    }

    public ServerDeadlines withStreamSilence(Duration silence) {
        return new ServerDeadlines(head, body, idle, write, silence);
    }
}

package io.tidegate.http;

/// What is answered to a request? Runs on the connection's own virtual thread and may block.
@FunctionalInterface
public interface HttpHandler {
    /// Answers once, by [HttpExchange#respond] or [HttpExchange#events]; an event stream still open on return is
    /// closed. A [HttpFailure] thrown on is answered by the wire (413, 408, 400) if nothing was sent; anything else
    /// is a 500.
    void handle(HttpExchange exchange) throws HttpFailure;
}

package io.tidegate.policy;

import java.time.Instant;
import java.util.Optional;

/// When, from where and with what is it asked? `source` is an IP address as text, missing where there is no network in
/// between. `client` is what the client calls itself: a hint that anyone can forge. `runsAs` is as whom the server will
/// see the call, `user` or `service`, where it is shown a credential at all.
public record Circumstances(Instant time, Optional<String> source, Optional<String> client, Optional<String> runsAs) {
    /// Of a server that is shown no credential.
    public Circumstances(Instant time, Optional<String> source, Optional<String> client) {
        this(time, source, client, Optional.empty());
    }
}

package io.tidegate.http;

import java.time.Duration;
import java.util.Optional;

/// One block of an event stream as the server sent it (WHATWG HTML, section 9.2).
///
/// Unlike a browser, which drops blocks without data, this keeps them: a block with only an id sets where to
/// resume.
///
/// @param name of the event; absent means `message`
/// @param data the data lines joined by LF, as UTF-8; absent if there was no data line, empty if it was empty
/// @param id as sent in this block, not carried over from earlier ones
/// @param retry how long to wait before connecting again
/// @param leftOut whether its data was left out, as it was over the limit
public record StreamEvent(
        Optional<String> name, Optional<byte[]> data, Optional<String> id, Optional<Duration> retry, boolean leftOut) {}

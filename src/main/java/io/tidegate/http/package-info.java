/// The HTTP/1.1 wire, in and out: blocking code on virtual threads around Netty's decoders, with a limit on
/// everything.
@NullMarked
package io.tidegate.http;

import org.jspecify.annotations.NullMarked;

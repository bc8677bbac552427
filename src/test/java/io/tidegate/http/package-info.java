/// Tests of the HTTP wire, mostly over raw sockets.
@NullMarked
package io.tidegate.http;

import org.jspecify.annotations.NullMarked;

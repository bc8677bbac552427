/// The protocol's messages, versions and error codes, and nothing about who may send them.
@NullMarked
package io.tidegate.mcp;

import org.jspecify.annotations.NullMarked;

/// What is on this machine: the MCP servers that clients are set up with, and how to take them over.
@NullMarked
package io.tidegate.scan;

import org.jspecify.annotations.NullMarked;

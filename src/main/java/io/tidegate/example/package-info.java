/// Two small MCP servers to try Tidegate on; all people, numbers and documents in them are invented.
@NullMarked
package io.tidegate.example;

import org.jspecify.annotations.NullMarked;

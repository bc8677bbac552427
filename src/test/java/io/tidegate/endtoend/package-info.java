/// Tests with real outside programs: official MCP clients and servers, the started gateway, and the two commands of the
/// root folder.
@NullMarked
package io.tidegate.endtoend;

import org.jspecify.annotations.NullMarked;

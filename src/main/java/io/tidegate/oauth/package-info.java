/// Tidegate as a client of authorization servers: how it gets the tokens that it shows to servers (OAuth 2.1, as MCP
/// has it).
@NullMarked
package io.tidegate.oauth;

import org.jspecify.annotations.NullMarked;

package io.tidegate.call;

import io.tidegate.identity.Principal;
import io.tidegate.mcp.PeerInfo;

/// Who is calling, through what, from where.
///
/// @param client what the client says it is: a hint
/// @param source the address that the connection came from, without port
public record Caller(Principal principal, PeerInfo client, String source) {}

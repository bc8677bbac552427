package io.tidegate.mcp;

/// The two ways of speaking MCP: with sessions opened by `initialize`, and without.
public enum Era {
    /// 2024-11-05 to 2025-11-25.
    STATEFUL,
    /// 2026-07-28: every request carries its version and capabilities.
    STATELESS
}

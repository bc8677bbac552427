package io.tidegate.admin;

/// What is told of a tenant: how it is, and its own numbers.
public record TenantTold(String name, Vitals vitals, Metrics metrics) {}

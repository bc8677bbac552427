package io.tidegate.control;

import io.tidegate.limit.TokenBuckets;
import java.util.Optional;

/// The buckets that calls are taken from; empty where the configuration sets no rate.
public record CallRates(
        Optional<TokenBuckets> perUser, Optional<TokenBuckets> perTool, Optional<TokenBuckets> perServer) {}

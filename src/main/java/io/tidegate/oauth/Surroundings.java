package io.tidegate.oauth;

import io.tidegate.http.Fetcher;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What getting tokens needs beside the settings of one server. It outlives a reload.
///
/// @param introductions as which client Tidegate is known where
/// @param site where browsers reach Tidegate
public record Surroundings(
        Fetcher fetcher, Introductions introductions, Supplier<URI> site, InstantSource clock, SecureRandom random) {}

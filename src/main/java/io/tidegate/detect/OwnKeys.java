package io.tidegate.detect;

import io.tidegate.crypto.KeyedHash;
import io.tidegate.crypto.Mac;

/// By which keys are values of the organisation's own hashed, and files of them known to be its own?
public record OwnKeys(KeyedHash hash, Mac mac) {}

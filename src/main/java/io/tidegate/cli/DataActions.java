package io.tidegate.cli;

import io.tidegate.config.DataRules;
import io.tidegate.control.DataHandling;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.detect.DataTokens;
import io.tidegate.detect.OwnKeys;
import io.tidegate.detect.ValueCodes;
import java.time.InstantSource;

/// What a configuration does about data, as controls take it: the same for calls and for who asks beforehand.
final class DataActions {
    private DataActions() {}

    static DataHandling of(DataRules rules, DataHandling.Sought sought, KeyRing keys, InstantSource clock) {
        return new DataHandling(rules, sought, keyed(keys), clock);
    }

    /// By what values of the organisation's own are hashed.
    static OwnKeys own(KeyRing keys) {
        return new OwnKeys(keys.keyedHash(KeyPurpose.OWN_DATA), keys.mac(KeyPurpose.OWN_DATA));
    }

    static DataHandling.Keyed keyed(KeyRing keys) {
        return new DataHandling.Keyed(
                new ValueCodes(keys.mac(KeyPurpose.DATA_VALUES)), new DataTokens(keys.siv(KeyPurpose.DATA_TOKENS)));
    }
}

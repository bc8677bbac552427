package io.tidegate.cli;

import io.tidegate.config.DataRules;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.control.DataHandling;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.detect.DataTokens;
import io.tidegate.detect.ValueCodes;
import java.time.InstantSource;

/// What a configuration does about data, as controls take it: the same for calls and for who asks beforehand.
final class DataActions {
    private DataActions() {}

    static DataHandling of(DataRules rules, Direction direction, KeyRing keys, InstantSource clock) {
        return new DataHandling(rules, direction, keyed(keys), clock);
    }

    static DataHandling.Keyed keyed(KeyRing keys) {
        return new DataHandling.Keyed(
                new ValueCodes(keys.mac(KeyPurpose.DATA_VALUES)), new DataTokens(keys.siv(KeyPurpose.DATA_TOKENS)));
    }
}

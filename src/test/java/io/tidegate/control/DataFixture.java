package io.tidegate.control;

import io.tidegate.call.Samples;
import io.tidegate.config.DataRules;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.DataSamples;
import io.tidegate.crypto.Mac;
import io.tidegate.crypto.Siv;
import io.tidegate.detect.DataTokens;
import io.tidegate.detect.ValueCodes;

/// What is done about data, for tests: as a gateway would do it that has this configuration.
public final class DataFixture {
    /// Nothing is looked for.
    public static final String NOTHING =
            "{arguments: {mask: [], block: [], alert: []}, returned: {mask: [], block: [], alert: []}}";

    /// By a key of the tests.
    public static final ValueCodes CODES = new ValueCodes(Mac.withKey(new byte[16]));

    /// Of the tests too.
    public static final DataTokens TOKENS = new DataTokens(Siv.withKey((byte) 1, new byte[64]));

    public static final DataHandling.Keyed KEYED = new DataHandling.Keyed(CODES, TOKENS);

    private DataFixture() {}

    /// At noon of 2026-03-01.
    ///
    /// @param data in YAML, on one line
    public static DataHandling of(String data, Direction direction) {
        DataRules rules = DataSamples.of(data);
        return new DataHandling(
                rules,
                new DataHandling.Sought(direction, OwnSamples.of(rules), () -> LivePatterns.Known.NONE),
                KEYED,
                () -> Samples.NOON);
    }
}

package io.tidegate.relation;

import io.tidegate.cedar.Value;

/// Who knows what users are related to? Blocks; whoever asks has a deadline, and interrupts the thread at its end.
interface Source extends AutoCloseable {
    /// The texts of a user; none where it is known that there are none.
    ///
    /// @throws SourceFailed where that can't be said
    Value.Many ask(String user) throws SourceFailed;

    /// Ends what is kept open.
    @Override
    void close();
}

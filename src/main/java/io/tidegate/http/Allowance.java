package io.tidegate.http;

/// May more of an answer be held than a small one has? Asked once where its length is known, else again as it grows.
public interface Allowance {
    /// For who bounds answers otherwise.
    Allowance EVERYTHING = new Allowance() {
        @Override
        public int free() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int upTo(int bytes) {
            return bytes;
        }

        @Override
        public int more(int needed, int most) {
            return most;
        }
    };

    /// So many bytes are held without asking.
    int free();

    /// May wait. Returns how many bytes may be held in all, not more than `bytes`; what is larger is then refused with
    /// [HttpFailure.TooLarge].
    ///
    /// @param bytes the length of the body, as it was declared
    /// @throws HttpFailure.NoMemory if there is no memory for it now
    /// @throws HttpFailure.Cancelled if nobody waits for it any more
    int upTo(int bytes) throws HttpFailure;

    /// As `upTo`, for what did not say how long it will be. Returns how many bytes may be held in all, until it is
    /// asked for more: `needed` at least, `most` at most.
    ///
    /// @param needed so much has come, or is about to be held
    int more(int needed, int most) throws HttpFailure;
}

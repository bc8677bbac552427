package io.tidegate.http;

/// May more of an answer be held than a small one has? Asked at most once for each body and each event.
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
    };

    /// So many bytes are held without asking.
    int free();

    /// May wait. Returns how many bytes may be held in all, not more than `bytes`; what is larger is then refused with
    /// [HttpFailure.TooLarge].
    ///
    /// @param bytes the length of the body where it was declared, else the most that it may have
    /// @throws HttpFailure.NoMemory if there is no memory for it now
    /// @throws HttpFailure.Cancelled if nobody waits for it any more
    int upTo(int bytes) throws HttpFailure;
}

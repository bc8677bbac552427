package io.tidegate.call;

import io.tidegate.crypto.Digest;
import io.tidegate.json.JsonDocument;
import org.jspecify.annotations.Nullable;

/// What a control judged, what is sent, and what is recorded: the same bytes, named by their digest.
public final class Content {
    private final JsonDocument json;
    private volatile @Nullable Digest digest;

    public Content(JsonDocument json) {
        this.json = json;
    }

    public JsonDocument json() {
        return json;
    }

    public int bytes() {
        return json.length();
    }

    /// SHA-256 of the bytes, computed once.
    public Digest digest() {
        Digest known = digest;
        if (known == null) {
            known = Digest.of(json.bytes());
            digest = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "content of " + bytes() + " bytes";
    }
}

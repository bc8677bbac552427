package io.tidegate.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Who wrote policies, and when, as far as anybody says?
///
/// Of a file it is its owner and when it was written last: what the file system says, which its owner can change, and
/// which need not be who typed it. Of a commit it is what the commit says, which whoever made it can have made up.
///
/// @param commit the commit in which it was read; without one it was read from files
public record Author(String name, Instant at, Optional<String> commit) {
    static Optional<Author> of(Path file) {
        try {
            Instant written =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            return Optional.of(
                    new Author(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName(), written, Optional.empty()));
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    /// In words, for people.
    public String describe() {
        return commit.map(id -> "commit " + id + " of " + name + ", " + at)
                .orElseGet(() -> "file of " + name + ", written " + at);
    }
}

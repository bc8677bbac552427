package io.tidegate.cedar;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of an entity? Asked only for what a policy looks at, so that nothing has to be made before.
public interface Entity {
    /// An attribute's value, or null where there is none.
    @Nullable Value attribute(String name);

    /// A tag's value, or null where there is none.
    @Nullable Value tag(String key);

    /// The ids of all of this type that it is in, directly or not.
    Set<String> ancestors(String type);
}

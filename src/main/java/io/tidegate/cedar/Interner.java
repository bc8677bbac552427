package io.tidegate.cedar;

import java.util.HashMap;
import java.util.Map;

/// Of things that are equal, which is the one to keep?
///
/// Policies resemble each other. Where equal parts of them are one object, thousands of policies are few objects, and a
/// decision finds most of what it looks at in the processor's cache. For one thread; nothing is let go before this is.
public final class Interner {
    private final Map<Object, Object> kept = new HashMap<>();

    @SuppressWarnings("unchecked") // equal records are of one class
    <T> T one(T value) {
        Object before = kept.putIfAbsent(value, value);
        return before == null ? value : (T) before;
    }
}

/// The trail: the append-only, hash-chained, signed record of every call and decision, and what verifies and reads it.
@NullMarked
package io.tidegate.audit;

import org.jspecify.annotations.NullMarked;

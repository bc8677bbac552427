/// The vocabulary of one call: what arrived, what was ruled, and the two keys that let it pass.
@NullMarked
package io.tidegate.call;

import org.jspecify.annotations.NullMarked;

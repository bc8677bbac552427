/// The life of a call.
@NullMarked
package io.tidegate.gate;

import org.jspecify.annotations.NullMarked;

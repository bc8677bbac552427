/// Engines that say what an argument means: which path, which address; and every way in which a server could read it
/// as another one.
@NullMarked
package io.tidegate.guard;

import org.jspecify.annotations.NullMarked;

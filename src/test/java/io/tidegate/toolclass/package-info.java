/// Tests of the classes of tools.
@NullMarked
package io.tidegate.toolclass;

import org.jspecify.annotations.NullMarked;

/// Where clients connect; writes nothing but a `Release`.
@NullMarked
package io.tidegate.front;

import org.jspecify.annotations.NullMarked;

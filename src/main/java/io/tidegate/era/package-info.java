/// The only place that knows the protocol's two eras as clients speak them.
@NullMarked
package io.tidegate.era;

import org.jspecify.annotations.NullMarked;

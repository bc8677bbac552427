/// JSON kept as it arrived: parsed once, addressed by position, changed by splicing.
@NullMarked
package io.tidegate.json;

import org.jspecify.annotations.NullMarked;

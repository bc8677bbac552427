/// Secrets: named by reference, held closed, opened only for a stated purpose.
@NullMarked
package io.tidegate.secret;

import org.jspecify.annotations.NullMarked;

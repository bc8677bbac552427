/// Tidegate: a security gateway for the Model Context Protocol.
@NullMarked
package io.tidegate;

import org.jspecify.annotations.NullMarked;

/// Servers, their tools, and what each profile shows of them.
@NullMarked
package io.tidegate.catalog;

import org.jspecify.annotations.NullMarked;

/// Where servers are reached; takes nothing but a `Permit`.
@NullMarked
package io.tidegate.upstream;

import org.jspecify.annotations.NullMarked;

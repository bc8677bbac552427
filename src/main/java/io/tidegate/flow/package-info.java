/// What has a session been given so far, and what may it therefore not do any more?
@NullMarked
package io.tidegate.flow;

import org.jspecify.annotations.NullMarked;

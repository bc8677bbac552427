/// What a tool can do, as classes that policies ask about: by whose word, and what counts where nobody knows.
@NullMarked
package io.tidegate.toolclass;

import org.jspecify.annotations.NullMarked;

/// Who may call what: Cedar policies, behind an interface that does not know Cedar.
@NullMarked
package io.tidegate.policy;

import org.jspecify.annotations.NullMarked;

/// One class a control; `Controls` lists them in the order in which they rule.
@NullMarked
package io.tidegate.control;

import org.jspecify.annotations.NullMarked;

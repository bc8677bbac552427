/// What of an answer in JSON may be seen: its rows, and the fields of each.
@NullMarked
package io.tidegate.records;

import org.jspecify.annotations.NullMarked;

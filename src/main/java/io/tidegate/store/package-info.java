/// State that outlives the process: one SQLite file, plain SQL, transactions.
@NullMarked
package io.tidegate.store;

import org.jspecify.annotations.NullMarked;

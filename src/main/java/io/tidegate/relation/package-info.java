/// What callers are related to, by files, databases and HTTP servers, for policies to ask.
@NullMarked
package io.tidegate.relation;

import org.jspecify.annotations.NullMarked;

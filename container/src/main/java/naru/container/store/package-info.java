/** How the records of this module become bytes and come back. */
@NullMarked
package naru.container.store;

import org.jspecify.annotations.NullMarked;

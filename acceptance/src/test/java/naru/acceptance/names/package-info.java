/** Names that containers resolve, and virtual addresses. */
@NullMarked
package naru.acceptance.names;

import org.jspecify.annotations.NullMarked;

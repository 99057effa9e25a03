/** Helpers for steps of which one may fail: undoing those before it, and teardown of all. */
@NullMarked
package naru.network.undo;

import org.jspecify.annotations.NullMarked;

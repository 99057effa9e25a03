/** The scenarios of the notes that the project started from. */
@NullMarked
package naru.acceptance.notes;

import org.jspecify.annotations.NullMarked;

/** Terminal output: aligned columns and colours. */
@NullMarked
package naru.cli.text;

import org.jspecify.annotations.NullMarked;

/** Words on a terminal: aligned columns, and colour where somebody looks. */
@NullMarked
package naru.cli.text;

import org.jspecify.annotations.NullMarked;

/** {@code naru dns}: how an answer comes about. */
@NullMarked
package naru.cli.dns;

import org.jspecify.annotations.NullMarked;

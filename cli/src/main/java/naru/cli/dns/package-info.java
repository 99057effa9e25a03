/** {@code naru dns}: explains an answer of the name server. */
@NullMarked
package naru.cli.dns;

import org.jspecify.annotations.NullMarked;

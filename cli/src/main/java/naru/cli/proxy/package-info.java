/** {@code naru proxy}: checks and explains the routes that labels define. */
@NullMarked
package naru.cli.proxy;

import org.jspecify.annotations.NullMarked;

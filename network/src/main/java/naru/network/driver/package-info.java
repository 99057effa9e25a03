/**
 * The interface of network drivers. Start with {@link naru.network.driver.Driver}; each kind has a
 * package below this one.
 */
@NullMarked
package naru.network.driver;

import org.jspecify.annotations.NullMarked;

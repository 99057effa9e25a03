/**
 * How a kind of network is made on this host. Start with {@link naru.network.driver.Driver}; a
 * package a kind lies below this one.
 */
@NullMarked
package naru.network.driver;

import org.jspecify.annotations.NullMarked;

/** Addresses, prefixes and MAC addresses as values, with their text forms. */
@NullMarked
package naru.network.address;

import org.jspecify.annotations.NullMarked;

/**
 * Networks that exist on several hosts, as this host's networks see them. Start with {@link
 * naru.network.shared.SharedNetworks}, which another module implements.
 */
@NullMarked
package naru.network.shared;

import org.jspecify.annotations.NullMarked;

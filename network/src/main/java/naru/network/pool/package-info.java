/**
 * Subnets and addresses: pools of networks, and holders of addresses. Independent of the kernel;
 * the host's routes are parameters. Start with {@link naru.network.pool.AddressPool}.
 */
@NullMarked
package naru.network.pool;

import org.jspecify.annotations.NullMarked;

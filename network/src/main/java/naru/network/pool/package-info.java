/**
 * Subnets and addresses: which pools a network gets, and who holds which address. Knows no kernel;
 * the host's routes come in as values. Start with {@link naru.network.pool.AddressPool}.
 */
@NullMarked
package naru.network.pool;

import org.jspecify.annotations.NullMarked;

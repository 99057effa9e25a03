/**
 * Decides, before anything changes, what a network, an endpoint or a published port will be: checks
 * requests, selects subnets, addresses, names and ports, and computes the firewall rules.
 */
@NullMarked
package naru.network.plan;

import org.jspecify.annotations.NullMarked;

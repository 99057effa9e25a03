/**
 * What travels between the parts: networks, endpoints, sandboxes, published ports, and the kinds of
 * error. Plain values that know no kernel, no HTTP and no JSON. Start with {@link
 * naru.network.model.Network} and {@link naru.network.model.Sandbox}.
 */
@NullMarked
package naru.network.model;

import org.jspecify.annotations.NullMarked;

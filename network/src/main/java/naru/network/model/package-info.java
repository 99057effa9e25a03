/**
 * Values shared by all parts: networks, endpoints, sandboxes, published ports, and the kinds of
 * error. They do not depend on the kernel, HTTP or JSON. Start with {@link
 * naru.network.model.Network} and {@link naru.network.model.Sandbox}.
 */
@NullMarked
package naru.network.model;

import org.jspecify.annotations.NullMarked;

/**
 * The control plane: containers and their networks become a routing table, and that the
 * configuration of a running HAProxy. Start at {@link naru.proxy.control.ProxyService}.
 */
@NullMarked
package naru.proxy.control;

import org.jspecify.annotations.NullMarked;

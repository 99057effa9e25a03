/**
 * This host's kernel as the network module uses it: links, routes and rules, the namespaces of
 * sandboxes, and the tags that mark what Naru created. Drivers and the firewall are built on it.
 */
@NullMarked
package naru.network.host;

import org.jspecify.annotations.NullMarked;

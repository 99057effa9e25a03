/** The administrator's configuration: default pools, the default bridge, the firewall. */
@NullMarked
package naru.network.settings;

import org.jspecify.annotations.NullMarked;

/**
 * Networks on a parent interface of the host, whose containers are hosts of its LAN: macvlan and
 * ipvlan. Start at {@link naru.network.driver.lan.LanNetwork}.
 */
@NullMarked
package naru.network.driver.lan;

import org.jspecify.annotations.NullMarked;

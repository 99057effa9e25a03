/** Networks on the host's own LAN: macvlan, ipvlan, tagged parents and DHCP. */
@NullMarked
package naru.acceptance.lan;

import org.jspecify.annotations.NullMarked;

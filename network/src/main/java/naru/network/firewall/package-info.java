/**
 * Published ports, masquerading and isolation, in Naru's own nftables tables. Start with {@link
 * naru.network.firewall.Ruleset}, the rules, and {@link naru.network.firewall.Firewall}, which
 * keeps their sets and maps.
 */
@NullMarked
package naru.network.firewall;

import org.jspecify.annotations.NullMarked;

package naru.network.firewall;

import static naru.linux.nft.NftValue.address;
import static naru.linux.nft.NftValue.link;
import static naru.linux.nft.NftValue.mark;

import naru.linux.address.Family;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A virtual address of one family, whose connections are distributed over members.
 *
 * @param bridge on which it is reachable
 * @param sticky whether a client always gets the same member, while it exists
 * @param weights of the members; 0 for no new connections
 */
public record Balance(
        String bridge, InetAddress virtual, boolean sticky, Map<InetAddress, Integer> weights) {
    public Balance {
        weights = Map.copyOf(weights);
    }

    Map<NftSet, List<NftElement>> elements() {
        var family = Family.of(virtual);
        var known = family.choose(BalanceRules.VIRTUAL4, BalanceRules.VIRTUAL6);
        var elements = new LinkedHashMap<NftSet, List<NftElement>>();
        elements.put(
                known,
                List.of(
                        known.element(link(bridge), address(virtual)),
                        known.element(link("lo"), address(virtual))));
        var map = BalanceRules.map(family, sticky);
        var shares = new ArrayList<NftElement>();
        for (var member : Slots.of(weights)) {
            var slot = mark(shares.size());
            shares.add(map.element(address(virtual), slot).to(address(member)));
        }
        elements.put(map, shares);
        return elements;
    }
}

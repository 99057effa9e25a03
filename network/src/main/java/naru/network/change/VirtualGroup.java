package naru.network.change;

import naru.linux.address.Family;
import naru.network.desired.NetworkEntry;
import naru.network.firewall.Balance;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.Network;
import naru.network.record.VirtualRecord;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A virtual address and its members. Under the lock of {@link VirtualAddresses}. */
public final class VirtualGroup {
    private final NetworkEntry entry;
    private final String link;
    private final VirtualRecord record;
    private final Map<EndpointId, Member> members = new HashMap<>();

    /** The current distribution in the firewall. */
    private List<Balance> current = List.of();

    /** Whether its closing has begun. */
    private boolean closing;

    private record Member(Endpoint endpoint, boolean serving) {}

    VirtualGroup(NetworkEntry entry, String link, VirtualRecord record) {
        this.entry = entry;
        this.link = link;
        this.record = record;
    }

    Network network() {
        return entry.network();
    }

    String link() {
        return link;
    }

    VirtualRecord record() {
        return record;
    }

    List<Balance> current() {
        return current;
    }

    void setCurrent(List<Balance> balances) {
        current = balances;
    }

    boolean isClosing() {
        return closing;
    }

    void setClosing(boolean begun) {
        closing = begun;
    }

    void put(Endpoint endpoint, boolean serving) {
        members.put(endpoint.id(), new Member(endpoint, serving));
    }

    boolean has(Endpoint endpoint) {
        return members.containsKey(endpoint.id());
    }

    /** Whether it was a member. */
    boolean remove(EndpointId endpoint) {
        return members.remove(endpoint) != null;
    }

    /** Whether it is still requested. */
    boolean isWanted() {
        return !members.isEmpty() || entry.virtual().names().contains(record.alias());
    }

    /** The desired distribution. */
    List<Balance> wanted() {
        var endpoints = members.values().stream().map(Member::endpoint).toList();
        boolean sticky = entry.virtual().isSticky(record.alias(), endpoints);
        var balances = new ArrayList<Balance>();
        for (var address : record.addresses()) {
            balances.add(new Balance(link, address, sticky, weights(Family.of(address))));
        }
        return balances;
    }

    /** The serving members, or all if none is serving. */
    private Map<InetAddress, Integer> weights(Family family) {
        var serving = weights(members.values().stream().filter(Member::serving).toList(), family);
        boolean none = serving.values().stream().allMatch(weight -> weight == 0);
        return none ? weights(members.values(), family) : serving;
    }

    private static Map<InetAddress, Integer> weights(Collection<Member> some, Family family) {
        var weights = new LinkedHashMap<InetAddress, Integer>();
        for (var member : some) {
            var address = member.endpoint().address(family);
            if (address != null) {
                weights.put(
                        address.address(), member.endpoint().driverOptions().virtual().weight());
            }
        }
        return weights;
    }
}

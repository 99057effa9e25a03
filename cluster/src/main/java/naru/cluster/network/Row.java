package naru.cluster.network;

import naru.cluster.record.AddressRecord;
import naru.etcd.Condition;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;

import java.util.List;

/** What the store has, or is to have, at each address of an endpoint. */
record Row(NetworkId network, AddressRecord record) {
    EndpointId id() {
        return record.endpointId();
    }

    /** The keys of its addresses. */
    List<String> keys() {
        return record.addresses().stream()
                .map(address -> NetworkRecords.address(network, address))
                .toList();
    }

    /** What must hold for an address of the network to be taken. */
    List<Condition> networkExists() {
        return List.of(
                new Condition.Present(NetworkRecords.definition(network)),
                new Condition.Absent(NetworkRecords.ending(network)));
    }
}

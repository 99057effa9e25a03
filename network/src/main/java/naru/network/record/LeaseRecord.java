package naru.network.record;

import naru.network.model.LastLease;

import java.util.List;

/** The last leases of one container in the journal, which outlive its runs, but not itself. */
public record LeaseRecord(String containerId, List<LastLease> leases) {
    public LeaseRecord {
        leases = List.copyOf(leases);
    }
}

package naru.network;

import naru.network.model.Network;
import naru.network.record.NetworkRecord;
import naru.network.record.Records;

/** Networks as JSON, in the form of the journal, for modules that keep them elsewhere. */
public final class NetworkText {
    private static final Records RECORDS = new Records();

    private NetworkText() {}

    public static byte[] encode(Network network) {
        return RECORDS.encode(new NetworkRecord(network));
    }

    public static Network decode(byte[] json) {
        return RECORDS.network(json).network();
    }
}

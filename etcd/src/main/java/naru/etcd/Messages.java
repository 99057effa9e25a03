package naru.etcd;

import com.google.protobuf.ByteString;

import naru.etcd.wire.Compare;
import naru.etcd.wire.DeleteRangeRequest;
import naru.etcd.wire.PutRequest;
import naru.etcd.wire.RangeRequest;
import naru.etcd.wire.RequestOp;
import naru.etcd.wire.ResponseHeader;
import naru.etcd.wire.TxnRequest;

/** Transactions as they are on the wire. */
final class Messages {
    private Messages() {}

    static Position position(ResponseHeader header) {
        return new Position(header.getClusterId(), header.getRevision());
    }

    /** If a condition does not hold, the keys that matter are read. */
    static TxnRequest of(Transaction transaction) {
        var request = TxnRequest.newBuilder();
        transaction.conditions().forEach(condition -> request.addCompare(compare(condition)));
        transaction.writes().forEach(write -> request.addSuccess(operation(write)));
        transaction.keys().forEach(key -> request.addFailure(range(key)));
        return request.build();
    }

    private static Compare compare(Condition condition) {
        var compare = Compare.newBuilder().setKey(Keys.bytes(condition.key()));
        switch (condition) {
            case Condition.Absent _ ->
                    compare.setTarget(Compare.CompareTarget.CREATE)
                            .setResult(Compare.CompareResult.EQUAL)
                            .setCreateRevision(0);
            case Condition.Present _ ->
                    compare.setTarget(Compare.CompareTarget.CREATE)
                            .setResult(Compare.CompareResult.GREATER)
                            .setCreateRevision(0);
            case Condition.Unchanged unchanged ->
                    compare.setTarget(Compare.CompareTarget.MOD)
                            .setResult(Compare.CompareResult.EQUAL)
                            .setModRevision(unchanged.modified());
        }
        return compare.build();
    }

    private static RequestOp operation(Write write) {
        var key = Keys.bytes(write.key());
        return switch (write) {
            case Write.Put put ->
                    RequestOp.newBuilder()
                            .setRequestPut(
                                    PutRequest.newBuilder()
                                            .setKey(key)
                                            .setValue(
                                                    ByteString.copyFrom(put.value().toByteArray()))
                                            .setLease(put.lease()))
                            .build();
            case Write.Delete _ ->
                    RequestOp.newBuilder()
                            .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
                            .build();
        };
    }

    private static RequestOp range(String key) {
        return RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(Keys.bytes(key)))
                .build();
    }
}

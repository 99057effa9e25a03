package naru.etcd;

import com.google.protobuf.ByteString;

import naru.etcd.wire.Compare;
import naru.etcd.wire.KeyValue;
import naru.etcd.wire.RangeResponse;
import naru.etcd.wire.RequestOp;
import naru.etcd.wire.ResponseHeader;
import naru.etcd.wire.ResponseOp;
import naru.etcd.wire.TxnRequest;
import naru.etcd.wire.TxnResponse;

/**
 * Requests as {@link Messages} writes them, read by a server, and its replies. What has another
 * form is an {@link IllegalArgumentException}.
 */
final class Requests {
    private Requests() {}

    static String key(ByteString key) {
        if (key.isEmpty() || !key.isValidUtf8()) {
            throw new IllegalArgumentException("a key is UTF-8 and not empty");
        }
        return key.toStringUtf8();
    }

    /** The prefix of which these are the first key and the end of the range. */
    static String prefix(ByteString first, ByteString end) {
        var prefix = first.equals(Keys.first("")) ? "" : key(first);
        if (!Keys.end(prefix).equals(end)) {
            throw new IllegalArgumentException("a range is given by a prefix");
        }
        return prefix;
    }

    static ResponseHeader header(Position position) {
        return ResponseHeader.newBuilder()
                .setClusterId(position.cluster())
                .setRevision(position.revision())
                .build();
    }

    static KeyValue of(Entry entry) {
        return KeyValue.newBuilder()
                .setKey(Keys.bytes(entry.key()))
                .setValue(ByteString.copyFrom(entry.value().toByteArray()))
                .setCreateRevision(entry.created())
                .setModRevision(entry.modified())
                .setLease(entry.lease())
                .build();
    }

    static Transaction transaction(TxnRequest request) {
        return new Transaction(
                request.getCompareList().stream().map(Requests::condition).toList(),
                request.getSuccessList().stream().map(Requests::write).toList());
    }

    private static Condition condition(Compare compare) {
        var key = key(compare.getKey());
        boolean ofCreation = compare.getTarget() == Compare.CompareTarget.CREATE;
        boolean equal = compare.getResult() == Compare.CompareResult.EQUAL;
        if (ofCreation && compare.getCreateRevision() == 0) {
            if (equal) {
                return new Condition.Absent(key);
            }
            if (compare.getResult() == Compare.CompareResult.GREATER) {
                return new Condition.Present(key);
            }
        }
        if (equal && compare.getTarget() == Compare.CompareTarget.MOD) {
            return new Condition.Unchanged(key, compare.getModRevision());
        }
        throw new IllegalArgumentException("a condition of another kind");
    }

    private static Write write(RequestOp operation) {
        return switch (operation.getRequestCase()) {
            case REQUEST_PUT -> {
                var put = operation.getRequestPut();
                yield new Write.Put(
                        key(put.getKey()), Bytes.of(put.getValue().toByteArray()), put.getLease());
            }
            case REQUEST_DELETE_RANGE -> {
                var delete = operation.getRequestDeleteRange();
                if (!delete.getRangeEnd().isEmpty()) {
                    throw new IllegalArgumentException("a range of keys is not deleted");
                }
                yield new Write.Delete(key(delete.getKey()));
            }
            default -> throw new IllegalArgumentException("a write of another kind");
        };
    }

    static TxnResponse of(Outcome outcome) {
        var reply =
                TxnResponse.newBuilder()
                        .setHeader(header(outcome.position()))
                        .setSucceeded(outcome.committed());
        for (var entry : outcome.found().values()) {
            var range = RangeResponse.newBuilder().addKvs(of(entry)).setCount(1);
            reply.addResponses(ResponseOp.newBuilder().setResponseRange(range));
        }
        return reply.build();
    }
}

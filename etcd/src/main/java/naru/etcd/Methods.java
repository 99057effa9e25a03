package naru.etcd;

import com.google.protobuf.MessageLite;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.lite.ProtoLiteUtils;

import naru.etcd.wire.LeaseGrantRequest;
import naru.etcd.wire.LeaseGrantResponse;
import naru.etcd.wire.LeaseKeepAliveRequest;
import naru.etcd.wire.LeaseKeepAliveResponse;
import naru.etcd.wire.LeaseRevokeRequest;
import naru.etcd.wire.LeaseRevokeResponse;
import naru.etcd.wire.MemberAddRequest;
import naru.etcd.wire.MemberAddResponse;
import naru.etcd.wire.MemberListRequest;
import naru.etcd.wire.MemberListResponse;
import naru.etcd.wire.MemberPromoteRequest;
import naru.etcd.wire.MemberPromoteResponse;
import naru.etcd.wire.MemberRemoveRequest;
import naru.etcd.wire.MemberRemoveResponse;
import naru.etcd.wire.RangeRequest;
import naru.etcd.wire.RangeResponse;
import naru.etcd.wire.SnapshotRequest;
import naru.etcd.wire.SnapshotResponse;
import naru.etcd.wire.StatusRequest;
import naru.etcd.wire.StatusResponse;
import naru.etcd.wire.TxnRequest;
import naru.etcd.wire.TxnResponse;
import naru.etcd.wire.WatchRequest;
import naru.etcd.wire.WatchResponse;

/** The methods of etcd's services that the client calls (rpc.proto of etcd's API). */
final class Methods {
    static final MethodDescriptor<RangeRequest, RangeResponse> RANGE =
            unary(
                    "KV/Range",
                    RangeRequest.getDefaultInstance(),
                    RangeResponse.getDefaultInstance());
    static final MethodDescriptor<TxnRequest, TxnResponse> TXN =
            unary("KV/Txn", TxnRequest.getDefaultInstance(), TxnResponse.getDefaultInstance());
    static final MethodDescriptor<WatchRequest, WatchResponse> WATCH =
            method(
                    MethodType.BIDI_STREAMING,
                    "Watch/Watch",
                    WatchRequest.getDefaultInstance(),
                    WatchResponse.getDefaultInstance());
    static final MethodDescriptor<LeaseGrantRequest, LeaseGrantResponse> GRANT =
            unary(
                    "Lease/LeaseGrant",
                    LeaseGrantRequest.getDefaultInstance(),
                    LeaseGrantResponse.getDefaultInstance());
    static final MethodDescriptor<LeaseRevokeRequest, LeaseRevokeResponse> REVOKE =
            unary(
                    "Lease/LeaseRevoke",
                    LeaseRevokeRequest.getDefaultInstance(),
                    LeaseRevokeResponse.getDefaultInstance());

    /** A stream of requests and replies, of which the client uses one each. */
    static final MethodDescriptor<LeaseKeepAliveRequest, LeaseKeepAliveResponse> KEEP_ALIVE =
            method(
                    MethodType.BIDI_STREAMING,
                    "Lease/LeaseKeepAlive",
                    LeaseKeepAliveRequest.getDefaultInstance(),
                    LeaseKeepAliveResponse.getDefaultInstance());

    static final MethodDescriptor<MemberListRequest, MemberListResponse> MEMBER_LIST =
            unary(
                    "Cluster/MemberList",
                    MemberListRequest.getDefaultInstance(),
                    MemberListResponse.getDefaultInstance());
    static final MethodDescriptor<MemberAddRequest, MemberAddResponse> MEMBER_ADD =
            unary(
                    "Cluster/MemberAdd",
                    MemberAddRequest.getDefaultInstance(),
                    MemberAddResponse.getDefaultInstance());
    static final MethodDescriptor<MemberRemoveRequest, MemberRemoveResponse> MEMBER_REMOVE =
            unary(
                    "Cluster/MemberRemove",
                    MemberRemoveRequest.getDefaultInstance(),
                    MemberRemoveResponse.getDefaultInstance());
    static final MethodDescriptor<MemberPromoteRequest, MemberPromoteResponse> MEMBER_PROMOTE =
            unary(
                    "Cluster/MemberPromote",
                    MemberPromoteRequest.getDefaultInstance(),
                    MemberPromoteResponse.getDefaultInstance());
    static final MethodDescriptor<StatusRequest, StatusResponse> STATUS =
            unary(
                    "Maintenance/Status",
                    StatusRequest.getDefaultInstance(),
                    StatusResponse.getDefaultInstance());
    static final MethodDescriptor<SnapshotRequest, SnapshotResponse> SNAPSHOT =
            method(
                    MethodType.SERVER_STREAMING,
                    "Maintenance/Snapshot",
                    SnapshotRequest.getDefaultInstance(),
                    SnapshotResponse.getDefaultInstance());

    private Methods() {}

    private static <I extends MessageLite, O extends MessageLite> MethodDescriptor<I, O> unary(
            String name, I request, O response) {
        return method(MethodType.UNARY, name, request, response);
    }

    private static <I extends MessageLite, O extends MessageLite> MethodDescriptor<I, O> method(
            MethodType type, String name, I request, O response) {
        return MethodDescriptor.<I, O>newBuilder()
                .setType(type)
                .setFullMethodName("etcdserverpb." + name)
                .setRequestMarshaller(ProtoLiteUtils.marshaller(request))
                .setResponseMarshaller(ProtoLiteUtils.marshaller(response))
                .build();
    }
}

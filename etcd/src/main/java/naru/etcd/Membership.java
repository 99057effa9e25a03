package naru.etcd;

import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;

import naru.etcd.wire.MemberAddRequest;
import naru.etcd.wire.MemberListRequest;
import naru.etcd.wire.MemberPromoteRequest;
import naru.etcd.wire.MemberRemoveRequest;
import naru.etcd.wire.SnapshotRequest;
import naru.etcd.wire.StatusRequest;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The members of an etcd cluster. After each change etcd refuses another one for some 5 s
 * ("unhealthy cluster"), until all members have been connected for so long; callers repeat.
 */
public final class Membership {
    private static final long SNAPSHOT_SECONDS = 60;

    private final Channels channels;
    private final Calls calls;

    Membership(Channels channels, Calls calls) {
        this.channels = channels;
        this.calls = calls;
    }

    public List<Member> list() {
        return calls
                .call(Methods.MEMBER_LIST, MemberListRequest.getDefaultInstance())
                .message()
                .getMembersList()
                .stream()
                .map(Membership::member)
                .toList();
    }

    /** Adds a member without a vote. Returns the one that exists if it is there already. */
    public Member addLearner(String peerUrl) {
        var request = MemberAddRequest.newBuilder().addPeerURLs(peerUrl).setIsLearner(true).build();
        try {
            return member(calls.call(Methods.MEMBER_ADD, request).message().getMember());
        } catch (EtcdException.Refused e) {
            return list().stream()
                    .filter(member -> member.peerUrls().contains(peerUrl))
                    .findFirst()
                    .orElseThrow(() -> e);
        }
    }

    /**
     * Gives a learner a vote.
     *
     * @throws EtcdException.Refused if it has not received the log yet
     */
    public void promote(long id) {
        try {
            calls.call(Methods.MEMBER_PROMOTE, MemberPromoteRequest.newBuilder().setID(id).build());
        } catch (EtcdException.Refused e) {
            if (find(id).filter(member -> !member.learner()).isEmpty()) {
                throw e;
            }
        }
    }

    /** Removes a member, unless it is gone already. */
    public void remove(long id) {
        try {
            calls.call(Methods.MEMBER_REMOVE, MemberRemoveRequest.newBuilder().setID(id).build());
        } catch (EtcdException.Refused e) {
            if (find(id).isPresent()) {
                throw e;
            }
        }
    }

    private Optional<Member> find(long id) {
        return list().stream().filter(member -> member.id() == id).findFirst();
    }

    /**
     * What a server says of itself.
     *
     * @param leader the id of the leader that it follows, 0 for none
     * @param bytes the size of its database
     */
    public record Status(
            long cluster,
            long member,
            String version,
            long leader,
            long revision,
            long bytes,
            boolean learner,
            List<String> errors) {
        public Status {
            errors = List.copyOf(errors);
        }
    }

    /** The state of one server. */
    public Status status(Endpoint endpoint) {
        try {
            var reply =
                    ClientCalls.blockingUnaryCall(
                            channels.to(endpoint),
                            Methods.STATUS,
                            CallOptions.DEFAULT.withDeadlineAfter(
                                    Calls.ATTEMPT.toMillis(), TimeUnit.MILLISECONDS),
                            StatusRequest.getDefaultInstance());
            return new Status(
                    reply.getHeader().getClusterId(),
                    reply.getHeader().getMemberId(),
                    reply.getVersion(),
                    reply.getLeader(),
                    reply.getHeader().getRevision(),
                    reply.getDbSize(),
                    reply.getIsLearner(),
                    reply.getErrorsList());
        } catch (StatusRuntimeException e) {
            throw new EtcdException.Unavailable(endpoint + ": " + Calls.description(e), e);
        }
    }

    /** Writes the whole database, as {@code etcdctl snapshot save} does. */
    public void snapshot(OutputStream out) throws IOException {
        try {
            var chunks =
                    ClientCalls.blockingServerStreamingCall(
                            channels.to(channels.current()),
                            Methods.SNAPSHOT,
                            CallOptions.DEFAULT.withDeadlineAfter(
                                    SNAPSHOT_SECONDS, TimeUnit.SECONDS),
                            SnapshotRequest.getDefaultInstance());
            while (chunks.hasNext()) {
                chunks.next().getBlob().writeTo(out);
            }
        } catch (StatusRuntimeException e) {
            throw new EtcdException.Unavailable("snapshot: " + Calls.description(e), e);
        }
    }

    private static Member member(naru.etcd.wire.Member member) {
        return new Member(
                member.getID(),
                member.getName(),
                member.getPeerURLsList(),
                member.getClientURLsList(),
                member.getIsLearner());
    }
}

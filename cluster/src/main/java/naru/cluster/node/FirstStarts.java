package naru.cluster.node;

import naru.cluster.member.FirstStart;
import naru.cluster.member.MemberSettings;
import naru.cluster.port.PortMessages.AddReply;
import naru.etcd.Member;

import java.util.List;

/** How a member of etcd begins, by the reply of a manager. */
final class FirstStarts {
    private FirstStarts() {}

    static FirstStart joining(MemberSettings settings, AddReply reply) {
        return FirstStart.joining(
                settings,
                reply.members().stream()
                        .map(member ->
                                new Member(
                                        0,
                                        member.name(),
                                        List.of(member.peerUrl()),
                                        List.of(),
                                        false))
                        .toList());
    }
}

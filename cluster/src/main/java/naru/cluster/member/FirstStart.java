package naru.cluster.member;

import naru.etcd.Member;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a member begins.
 *
 * @param members names and URLs of all, in etcd's form
 * @param existing whether it joins a cluster
 * @param alone whether it forgets all other members of a cluster that it was part of
 */
public record FirstStart(String members, boolean existing, boolean alone) {
    /** The first member of a cluster. */
    public static FirstStart founder(MemberSettings settings) {
        return new FirstStart(settings.name() + "=" + settings.peerUrl(), false, false);
    }

    /** A member with data whose cluster has lost its quorum. */
    public static FirstStart survivor(MemberSettings settings) {
        return new FirstStart(settings.name() + "=" + settings.peerUrl(), false, true);
    }

    /** A member that was added to others. */
    public static FirstStart joining(MemberSettings settings, List<Member> members) {
        var list =
                members.stream()
                        .map(member ->
                                nameOf(member, settings) + "=" + member.peerUrls().getFirst())
                        .collect(Collectors.joining(","));
        return new FirstStart(list, true, false);
    }

    private static String nameOf(Member member, MemberSettings settings) {
        return member.peerUrls().contains(settings.peerUrl()) ? settings.name() : member.name();
    }
}

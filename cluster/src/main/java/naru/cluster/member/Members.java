package naru.cluster.member;

import naru.etcd.EtcdClient;
import naru.etcd.EtcdException;
import naru.etcd.Member;
import naru.etcd.Membership;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Changes the members of the cluster. etcd refuses a change for some 5 s after another one and
 * after a restart, and permits one learner at a time; these waits are in here.
 */
public final class Members {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Membership membership;
    private final MemberSettings settings;

    /**
     * @param client of the member on this host alone
     */
    public Members(EtcdClient client, MemberSettings settings) {
        this.membership = client.membership();
        this.settings = settings;
    }

    public List<Member> list() {
        return membership.list();
    }

    /** The member of a node; empty if it has none that was ever started. */
    public Optional<Member> of(String node) {
        return list().stream().filter(member -> member.name().equals(node)).findFirst();
    }

    /** The id of the leading member, 0 for none. */
    public long leader() {
        return membership.status(settings.endpoint()).leader();
    }

    public boolean isLeader() {
        try {
            var status = membership.status(settings.endpoint());
            return status.leader() != 0 && status.leader() == status.member();
        } catch (EtcdException notReachable) {
            return false;
        }
    }

    /**
     * Adds a member without a vote.
     *
     * @return all members, for its first start
     */
    public List<Member> add(String peerUrl) {
        retry(() -> membership.addLearner(peerUrl));
        return list();
    }

    /** Gives a started learner its vote; returns once it has it. */
    public void promote(String node) {
        retry(() -> {
            var member =
                    of(node).orElseThrow(
                                    () -> new EtcdException.Refused("not started: " + node, null));
            if (member.learner()) {
                membership.promote(member.id());
            }
            return member;
        });
    }

    /** Removes the member of a node, if there is one. */
    public void remove(String node) {
        retry(() -> {
            var member = of(node);
            member.ifPresent(found -> membership.remove(found.id()));
            return member;
        });
    }

    /** Removes a member that was added and not started. */
    public void cancel(String peerUrl) {
        list().stream()
                .filter(member -> member.learner() && member.peerUrls().contains(peerUrl))
                .findFirst()
                .ifPresent(member -> membership.remove(member.id()));
    }

    private static <T> T retry(Supplier<T> change) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return change.get();
            } catch (EtcdException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EtcdException.Unavailable("interrupted", e);
            }
        }
    }
}

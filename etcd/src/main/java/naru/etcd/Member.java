package naru.etcd;

import java.util.List;

/**
 * A member of an etcd cluster.
 *
 * @param name empty while the member has not been started
 * @param learner whether it receives the log and has no vote
 */
public record Member(
        long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    public Member {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }
}

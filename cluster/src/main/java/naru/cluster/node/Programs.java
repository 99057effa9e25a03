package naru.cluster.node;

import naru.cluster.member.MemberSettings;
import naru.cluster.option.ClusterSettings;
import naru.linux.process.Executable;
import naru.network.model.NaruException;

import java.util.Optional;

/** The program of etcd, as a node starts it. */
record Programs(ClusterSettings settings) {
    private Executable etcd() {
        var path = settings.etcd();
        return path != null
                ? Executable.of(path)
                : Optional.ofNullable(System.getenv("PATH"))
                        .flatMap(search -> Executable.find("etcd", search + ":/usr/bin"))
                        .orElseThrow(() ->
                                new NaruException.HostFailure(
                                        "etcd is not installed: a manager needs it (Debian's"
                                                + " package is etcd-server), or its path as"
                                                + " \"cluster-etcd\" in daemon.json"));
    }

    MemberSettings member(NodeFolder folder, NodeState state) {
        return new MemberSettings(
                etcd(),
                folder.path(),
                folder.credentials(),
                state.id(),
                state.address(),
                settings.peerPort(),
                settings.clientPort());
    }
}

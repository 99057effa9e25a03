package naru.cluster.node;

import naru.cluster.identity.CertificateRequest;
import naru.cluster.identity.JoinToken;
import naru.cluster.identity.Keys;
import naru.cluster.identity.Role;
import naru.cluster.option.ClusterSettings;
import naru.cluster.option.JoinOptions;
import naru.cluster.port.PortClient;
import naru.cluster.port.PortException;
import naru.cluster.port.PortMessages.JoinRequest;
import naru.cluster.record.NodeReport;
import naru.network.model.NaruException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;

/** Joins a cluster as a worker; one that is to be a manager is promoted afterwards. */
record Joining(ClusterSettings settings, NodeFolder folder) {
    /**
     * A node that has a certificate.
     *
     * @param role that it is to have
     */
    record Joined(NodeState state, Role role) {}

    /** The state is not saved: until then a later start discards everything. */
    Joined join(JoinOptions options) throws IOException, GeneralSecurityException {
        if (options.managers().isEmpty()) {
            throw new NaruException.Invalid("at least 1 RemoteAddr is required to join");
        }
        var token = token(options.token());
        var remote = HostPort.parse(options.managers().getFirst());
        var manager = new InetSocketAddress(remote.host(), remote.port());
        var listen = Addresses.listen(options.listen());
        var address = address(options, listen, manager);
        var dataPath = Addresses.dataPath(options.dataPath(), address);
        var root = PortClient.root(manager, token);
        var keys = Keys.next();
        var report =
                new NodeReport(
                        HostDescription.of(settings),
                        address,
                        advertisedPort(options, listen),
                        dataPath);
        var request =
                new JoinRequest(
                        token.text(),
                        Base64.getEncoder().encodeToString(CertificateRequest.of(keys)),
                        options.availability(),
                        report);
        var reply = PortClient.join(manager, root, request);
        folder.create();
        folder.saveKey(keys.getPrivate());
        folder.saveCertificates(root, reply.certificate());
        var state =
                new NodeState(
                        reply.node(),
                        reply.cluster(),
                        Role.WORKER,
                        InetAddress.ofLiteral(listen.host()),
                        listen.port(),
                        address,
                        dataPath,
                        reply.dataPathPort(),
                        List.of(HostPort.of(manager.getAddress(), manager.getPort()).toString()));
        boolean toManager = reply.role().equals(Role.MANAGER.word());
        return new Joined(state, toManager ? Role.MANAGER : Role.WORKER);
    }

    private static JoinToken token(String text) {
        try {
            return JoinToken.parse(text);
        } catch (IllegalArgumentException e) {
            throw new NaruException.Invalid(String.valueOf(e.getMessage()));
        }
    }

    private InetAddress address(JoinOptions options, HostPort listen, InetSocketAddress manager) {
        if (manager.isUnresolved()) {
            throw new NaruException.Exhausted("no such host: " + manager.getHostString());
        }
        return options.advertise().isEmpty() && settings.advertise() == null
                ? Addresses.towards(manager)
                : InetAddress.ofLiteral(
                        Addresses.advertise(
                                        options.advertise(), settings.advertise(), listen.port())
                                .host());
    }

    private int advertisedPort(JoinOptions options, HostPort listen) {
        return options.advertise().isEmpty()
                ? listen.port()
                : Addresses.advertise(options.advertise(), settings.advertise(), listen.port())
                        .port();
    }

    /** As the API reports it. */
    static NaruException failure(PortException e) {
        return e.isRefused()
                ? new NaruException.Invalid(String.valueOf(e.getMessage()))
                : new NaruException.Exhausted(
                        "the manager does not answer, see whether its port is reachable: "
                                + e.getMessage());
    }
}

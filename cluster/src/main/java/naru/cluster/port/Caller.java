package naru.cluster.port;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import naru.cluster.identity.NodeName;
import naru.cluster.identity.Role;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The node whose call a thread serves, by the certificate of its connection. */
final class Caller {
    private static final Context.Key<NodeName> NAME = Context.key("node");

    private Caller() {}

    /** The node of the current call, which the interceptor has verified. */
    static NodeName current() {
        var name = NAME.get();
        if (name == null) {
            throw refusal("a certificate of the cluster is needed");
        }
        return name;
    }

    static StatusRuntimeException refusal(String text) {
        return Status.PERMISSION_DENIED.withDescription(text).asRuntimeException();
    }

    /** Decides before each call. */
    interface Check {
        /**
         * The node with the role that it has now, if that is less than its certificate says.
         *
         * @throws StatusRuntimeException if the node is not part of the cluster
         */
        NodeName admit(NodeName name);
    }

    /**
     * Admits calls of nodes of the cluster; everyone may call the service for new nodes, and only
     * managers the one for managers.
     */
    record Gate(String cluster, Check check) implements ServerInterceptor {
        @Override
        public <I, O> ServerCall.Listener<I> interceptCall(
                ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
            var service = String.valueOf(call.getMethodDescriptor().getServiceName());
            if (service.equals(PortMethods.JOIN_SERVICE)) {
                return next.startCall(call, headers);
            }
            try {
                var name = admitted(call);
                if (service.equals(PortMethods.MANAGER_SERVICE) && name.role() != Role.MANAGER) {
                    throw refusal("the node is no manager");
                }
                return Contexts.interceptCall(
                        Context.current().withValue(NAME, name), call, headers, next);
            } catch (StatusRuntimeException e) {
                call.close(e.getStatus(), new Metadata());
                return new ServerCall.Listener<>() {};
            }
        }

        private NodeName admitted(ServerCall<?, ?> call) {
            var certificate =
                    certificate(call)
                            .orElseThrow(() -> refusal("a certificate of the cluster is needed"));
            try {
                certificate.checkValidity(); // also of connections that are older than it
            } catch (CertificateException e) {
                throw refusal("the certificate has expired");
            }
            var name =
                    NodeName.of(certificate)
                            .filter(node -> node.cluster().equals(cluster))
                            .orElseThrow(() -> refusal("a certificate of another cluster"));
            return check.admit(name);
        }

        private static Optional<X509Certificate> certificate(ServerCall<?, ?> call) {
            SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            if (session == null) {
                return Optional.empty();
            }
            try {
                return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                        ? Optional.of(certificate)
                        : Optional.empty();
            } catch (SSLPeerUnverifiedException none) {
                return Optional.empty();
            }
        }
    }
}

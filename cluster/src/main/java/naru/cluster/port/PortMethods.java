package naru.cluster.port;

import io.avaje.json.JsonDataException;
import io.avaje.jsonb.JsonType;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

import naru.cluster.port.PortMessages.AddReply;
import naru.cluster.port.PortMessages.AddRequest;
import naru.cluster.port.PortMessages.JoinReply;
import naru.cluster.port.PortMessages.JoinRequest;
import naru.cluster.port.PortMessages.Nothing;
import naru.cluster.port.PortMessages.RenewReply;
import naru.cluster.port.PortMessages.RenewRequest;
import naru.cluster.port.PortMessages.RootReply;
import naru.cluster.record.NodeRecords;
import naru.cluster.record.NodeReport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The methods of port 2377 beside those of the store. */
final class PortMethods {
    /** For every client, also one without a certificate. */
    static final String JOIN_SERVICE = "naru.Join";

    /** For nodes of the cluster. */
    static final String NODE_SERVICE = "naru.Node";

    /** For managers. */
    static final String MANAGER_SERVICE = "naru.Manager";

    static final MethodDescriptor<Nothing, RootReply> ROOT =
            method(JOIN_SERVICE, "Root", Nothing.class, RootReply.class);
    static final MethodDescriptor<JoinRequest, JoinReply> JOIN =
            method(JOIN_SERVICE, "Join", JoinRequest.class, JoinReply.class);
    static final MethodDescriptor<RenewRequest, RenewReply> RENEW =
            method(NODE_SERVICE, "Renew", RenewRequest.class, RenewReply.class);
    static final MethodDescriptor<NodeReport, Nothing> REPORT =
            method(NODE_SERVICE, "Report", NodeReport.class, Nothing.class);
    static final MethodDescriptor<AddRequest, AddReply> ADD_MEMBER =
            method(MANAGER_SERVICE, "AddMember", AddRequest.class, AddReply.class);
    static final MethodDescriptor<Nothing, Nothing> PROMOTE_MEMBER =
            method(MANAGER_SERVICE, "PromoteMember", Nothing.class, Nothing.class);
    static final MethodDescriptor<Nothing, Nothing> REMOVE_MEMBER =
            method(NODE_SERVICE, "RemoveMember", Nothing.class, Nothing.class);

    private PortMethods() {}

    private static <I, O> MethodDescriptor<I, O> method(
            String service, String name, Class<I> request, Class<O> reply) {
        return MethodDescriptor.<I, O>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .setRequestMarshaller(new JsonMarshaller<>(NodeRecords.type(request)))
                .setResponseMarshaller(new JsonMarshaller<>(NodeRecords.type(reply)))
                .build();
    }

    /** The same method with requests that are read later: gRPC logs those that it cannot read. */
    static <O> MethodDescriptor<byte[], O> unread(MethodDescriptor<?, O> method) {
        return method.toBuilder(new Bytes(), method.getResponseMarshaller()).build();
    }

    /** Messages as they are. */
    private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw Status.CANCELLED.withCause(e).asRuntimeException();
            }
        }
    }

    private record JsonMarshaller<T>(JsonType<T> type) implements MethodDescriptor.Marshaller<T> {
        @Override
        public InputStream stream(T value) {
            return new ByteArrayInputStream(type.toJsonBytes(value));
        }

        @Override
        public T parse(InputStream stream) {
            try {
                var value = type.fromJson(stream.readAllBytes());
                if (value == null) {
                    throw new JsonDataException("null");
                }
                return value;
            } catch (IOException | RuntimeException e) { // the library throws several kinds
                throw Status.INVALID_ARGUMENT
                        .withDescription("damaged message: " + e.getMessage())
                        .withCause(e)
                        .asRuntimeException();
            }
        }
    }
}

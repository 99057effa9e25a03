package naru.cluster.port;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;

import naru.etcd.Failures;

import java.io.ByteArrayInputStream;
import java.util.function.Function;

/** A service of methods that block, and fail by exceptions. */
final class Service {
    private final ServerServiceDefinition.Builder builder;

    Service(String name) {
        builder = ServerServiceDefinition.builder(name);
    }

    <I, O> Service with(MethodDescriptor<I, O> method, Function<I, O> action) {
        builder.addMethod(PortMethods.unread(method), handler(method, action));
        return this;
    }

    ServerServiceDefinition build() {
        return builder.build();
    }

    private static <I, O> ServerCallHandler<byte[], O> handler(
            MethodDescriptor<I, O> method, Function<I, O> action) {
        return ServerCalls.asyncUnaryCall((bytes, replies) -> {
            O reply;
            try {
                reply = action.apply(method.parseRequest(new ByteArrayInputStream(bytes)));
            } catch (RuntimeException e) {
                replies.onError(Failures.status(e));
                return;
            }
            replies.onNext(reply);
            replies.onCompleted();
        });
    }
}

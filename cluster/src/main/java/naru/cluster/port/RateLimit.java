package naru.cluster.port;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Limits the calls of clients without a certificate, of all together: each costs a signature or
 * reads the store.
 */
final class RateLimit implements ServerInterceptor {
    private static final int PER_SECOND = 20;
    private static final int BURST = 100;

    private double available = BURST; // guarded by this
    private long last = System.nanoTime(); // guarded by this

    private synchronized boolean take(long now) {
        available = Math.min(BURST, available + (now - last) / 1e9 * PER_SECOND);
        last = now;
        if (available < 1) {
            return false;
        }
        available--;
        return true;
    }

    @Override
    public <I, O> ServerCall.Listener<I> interceptCall(
            ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
        var service = call.getMethodDescriptor().getServiceName();
        if (PortMethods.JOIN_SERVICE.equals(service) && !take(System.nanoTime())) {
            call.close(
                    Status.UNAVAILABLE.withDescription("too many nodes join at once"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}

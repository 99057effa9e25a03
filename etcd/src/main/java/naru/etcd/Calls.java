package naru.etcd;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Requests with a reply each, to one server after the other until one answers. etcd lets a request
 * wait for seconds when it has no leader, so each attempt has a deadline of its own.
 */
final class Calls {
    static final Duration ATTEMPT = Duration.ofSeconds(1);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(10), Duration.ofMillis(200));

    private final Channels channels;
    private final Duration limit;

    /**
     * @param limit for all attempts together
     */
    Calls(Channels channels, Duration limit) {
        this.channels = channels;
        this.limit = limit;
    }

    /** What an attempt yielded, and whether an earlier attempt may have been carried out. */
    record Reply<T>(T message, boolean repeated) {}

    /**
     * @throws EtcdException.Refused if a server refused the request for good
     * @throws EtcdException.Unavailable if none answered; whether one has carried out the request
     *     is not known
     */
    <I, O> Reply<O> call(MethodDescriptor<I, O> method, I request) {
        long end = System.nanoTime() + limit.toNanos();
        StatusRuntimeException failure = null;
        for (int attempt = 0; ; attempt++) {
            var endpoint = channels.current();
            long left = end - System.nanoTime();
            if (left <= 0 && failure != null) {
                throw new EtcdException.Unavailable(
                        "no server of etcd answered %s within %d s: %s"
                                .formatted(
                                        method.getBareMethodName(),
                                        limit.toSeconds(),
                                        failure.getMessage()),
                        failure);
            }
            try {
                var options =
                        CallOptions.DEFAULT.withDeadlineAfter(
                                Math.min(left, ATTEMPT.toNanos()), TimeUnit.NANOSECONDS);
                var reply =
                        ClientCalls.blockingUnaryCall(
                                channels.to(endpoint), method, options, request);
                if (attempt > 0) {
                    channels.closeOthers(endpoint);
                }
                return new Reply<>(reply, attempt > 0);
            } catch (StatusRuntimeException e) {
                refuse(e);
                failure = e;
                channels.leave(endpoint);
                pause(attempt);
            }
        }
    }

    /** Throws if another server would give the same answer. */
    static void refuse(StatusRuntimeException e) {
        boolean final_ =
                switch (e.getStatus().getCode()) {
                    case INVALID_ARGUMENT,
                            NOT_FOUND,
                            ALREADY_EXISTS,
                            FAILED_PRECONDITION,
                            OUT_OF_RANGE,
                            RESOURCE_EXHAUSTED,
                            PERMISSION_DENIED,
                            UNAUTHENTICATED,
                            UNIMPLEMENTED,
                            DATA_LOSS ->
                            true;
                    default -> false;
                };
        if (final_) {
            throw new EtcdException.Refused(description(e), e);
        }
    }

    static String description(StatusRuntimeException e) {
        @Nullable String text = e.getStatus().getDescription();
        return text != null ? text : e.getStatus().getCode().name();
    }

    private static void pause(int attempt) {
        try {
            BACKOFF.pause(attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdException.Unavailable("interrupted", e);
        }
    }
}

package naru.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** What callers of a server of the store get for failures. */
public final class Failures {
    private Failures() {}

    /** The status by which {@link EtcdClient} recognises a failure. */
    public static StatusRuntimeException status(RuntimeException failure) {
        var text = String.valueOf(failure.getMessage());
        var status =
                switch (failure) {
                    case StatusRuntimeException known -> known.getStatus();
                    case EtcdException.Refused _ -> Status.PERMISSION_DENIED.withDescription(text);
                    case EtcdException _ -> Status.UNAVAILABLE.withDescription(text);
                    case IllegalArgumentException _ ->
                            Status.INVALID_ARGUMENT.withDescription(text);
                    default -> Status.INTERNAL.withDescription(failure.toString());
                };
        return status.asRuntimeException();
    }
}

package naru.cluster.port;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** A manager has refused a call, or none has answered. */
public final class PortException extends RuntimeException {
    /** The refusal of a node that an administrator has removed. */
    public static final String REMOVED = "the node was removed from the cluster";

    private static final long serialVersionUID = 1;

    private final boolean refused;

    PortException(String message, boolean refused) {
        this(message, refused, null);
    }

    private PortException(String message, boolean refused, @Nullable Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    static PortException of(StatusRuntimeException failure) {
        var status = failure.getStatus();
        @Nullable Throwable cause = status.getCause();
        var text =
                "rpc error: code = %s desc = %s%s"
                        .formatted(
                                camel(status.getCode()),
                                status.getDescription(),
                                cause == null ? "" : ": " + cause.getMessage());
        boolean refused =
                status.getCode() != Status.Code.UNAVAILABLE
                        && status.getCode() != Status.Code.DEADLINE_EXCEEDED;
        return new PortException(text, refused, failure);
    }

    /** As Go writes it, such as InvalidArgument. */
    private static String camel(Status.Code code) {
        var text = new StringBuilder();
        for (var word : code.name().split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    /** Whether a manager has answered; a repetition yields the same. */
    public boolean isRefused() {
        return refused;
    }
}

package naru.api.wire;

import naru.api.http.ClientGoneException;
import naru.api.http.Exchange;
import naru.api.http.HttpError;
import naru.api.json.ErrorReply;
import naru.network.model.NaruException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/** Converts exceptions to Docker's error replies: a status and {@code {"message":"…"}}. */
public final class Failures {
    private static final Logger log = System.getLogger(Failures.class.getName());
    private static final AtomicLong NUMBER = new AtomicLong();

    private Failures() {}

    static int status(NaruException failure) {
        return switch (failure) {
            case NaruException.Invalid _ -> 400;
            case NaruException.Forbidden _ -> 403;
            case NaruException.NotFound _ -> 404;
            case NaruException.Conflict _ -> 409;
            case NaruException.HostFailure _ -> 500;
            case NaruException.NotImplemented _ -> 501;
            case NaruException.Exhausted _ -> 503;
            case NaruException.External other -> other.status();
        };
    }

    /** Sends the error to the client, and logs internal failures. */
    public static void answer(Exchange exchange, Throwable failure) throws IOException {
        if (failure instanceof ClientGoneException gone) {
            throw gone;
        }
        var status =
                switch (failure) {
                    case NaruException known -> status(known);
                    case HttpError refusal -> refusal.status();
                    default -> 500;
                };
        var message = message(failure);
        if (status == 500) {
            var number = NUMBER.incrementAndGet();
            log.log(Level.WARNING, "request " + number + ", " + exchange + ": " + message, failure);
            exchange.addHeader("Naru-Request", Long.toString(number));
        }
        if (exchange.isAnswered()) {
            log.log(
                    Level.DEBUG,
                    () -> exchange + " failed in the middle of its answer: " + message);
            throw new ClientGoneException(message); // cut off, so that it is not taken for complete
        }
        exchange.reply(status, Json.CONTENT_TYPE, Json.bytes(new ErrorReply(message)));
    }

    /** The message for the client: never empty, never a stack trace. */
    public static String message(Throwable failure) {
        var message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}

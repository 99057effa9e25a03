package naru.api.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The output side of a connection. Writers block while the client is slow, and get an error after a
 * disconnect: a failed write closes the channel, which {@link #send} detects, so Netty's futures
 * are not needed.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Wire {
    private final Channel channel;
    private volatile boolean inputEnded;
    private volatile boolean outputEnded;

    Wire(Channel channel) {
        this.channel = channel;
    }

    Channel channel() {
        return channel;
    }

    /** Sends a message or a buffer, after waiting until most of the earlier output was sent. */
    void send(Object message) throws ClientGoneException {
        awaitRoom();
        channel.writeAndFlush(message);
    }

    /** Whether {@link #send} would not block. */
    boolean hasRoom() {
        return canWrite() && channel.isWritable();
    }

    private synchronized void awaitRoom() throws ClientGoneException {
        while (canWrite() && !channel.isWritable()) {
            try {
                wait();
            } catch (InterruptedException ignored) {
                Thread.currentThread().interrupt();
                throw new ClientGoneException("interrupted while the client was slow");
            }
        }
        if (!canWrite()) {
            throw new ClientGoneException("the client has closed the connection");
        }
    }

    /**
     * For a half-closed client, a failed write shuts down the output instead of the channel; later
     * output is dropped, and the channel never becomes writable.
     */
    private boolean canWrite() {
        return channel.isActive()
                && !(channel instanceof DuplexChannel duplex && duplex.isOutputShutdown());
    }

    /** Whether the output was shut down by a failed write. */
    boolean isBroken() {
        return !outputEnded && !canWrite();
    }

    /** Wakes writers: the channel is writable again or closed. For the event loop. */
    synchronized void changed() {
        notifyAll();
    }

    /** Shuts down the output after everything was sent. */
    void endWhenSent() {
        if (!(channel instanceof DuplexChannel duplex)) {
            return;
        }
        outputEnded = true;
        var tls = channel.pipeline().get(SslHandler.class);
        var sent = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (tls == null) {
            sent.addListener(_ -> duplex.shutdownOutput());
        } else {
            sent.addListener(
                    _ -> tls.closeOutbound()); // sends close_notify; the rest is up to the client
        }
    }

    /** The client has ended its input at the protocol level, without shutting down the socket. */
    void inputEnded() {
        inputEnded = true;
    }

    /** Whether more input may arrive: the client has neither disconnected nor ended its input. */
    boolean canRead() {
        return channel.isActive()
                && !inputEnded
                && !(channel instanceof DuplexChannel duplex && duplex.isInputShutdown());
    }

    /** Sends without blocking, for the event loop. */
    void sendNow(Object message) {
        channel.writeAndFlush(message);
    }

    void close() {
        channel.close();
    }

    /** Closes the connection after everything was sent. */
    void closeWhenSent() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}

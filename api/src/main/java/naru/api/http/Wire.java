package naru.api.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The way out of one connection. Writers wait while the client is slower than they are, and learn
 * that it has gone: a failed write closes the channel, which says so to {@link #send}, and nobody
 * looks at Netty's futures.
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

    /**
     * Sends a message or a buffer, after waiting until the client has taken most of what was sent
     * before.
     */
    void send(Object message) throws ClientGoneException {
        awaitRoom();
        channel.writeAndFlush(message);
    }

    /** Whether {@link #send} would go on at once. */
    boolean hasRoom() {
        return canWrite() && channel.isWritable();
    }

    private synchronized void awaitRoom() throws ClientGoneException {
        while (canWrite() && !channel.isWritable()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientGoneException("interrupted while the client was slow");
            }
        }
        if (!canWrite()) {
            throw new ClientGoneException("the client has closed the connection");
        }
    }

    /**
     * Of a client that half-closed, a failed write ends our direction instead of the channel; what
     * is sent then goes nowhere, and there is never room.
     */
    private boolean canWrite() {
        return channel.isActive()
                && !(channel instanceof DuplexChannel duplex && duplex.isOutputShutdown());
    }

    /** Whether our direction has ended, but not by our will: nobody is there to read. */
    boolean isBroken() {
        return !outputEnded && !canWrite();
    }

    /** Wakes writers: there is room again, or nobody to write to. For the event loop. */
    synchronized void changed() {
        notifyAll();
    }

    /** Ends our direction of the connection behind everything that was sent. */
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
            sent.addListener(_ -> tls.closeOutbound()); // says so in TLS; the rest is the client's
        }
    }

    /** The client has said that nothing more comes, by a means that the socket does not see. */
    void inputEnded() {
        inputEnded = true;
    }

    /** Whether more may come: the client has neither gone nor ended its direction. */
    boolean canRead() {
        return channel.isActive()
                && !inputEnded
                && !(channel instanceof DuplexChannel duplex && duplex.isInputShutdown());
    }

    /** Sends without waiting, for the event loop, which may never wait. */
    void sendNow(Object message) {
        channel.writeAndFlush(message);
    }

    void close() {
        channel.close();
    }

    /** Closes the connection behind everything that was sent. */
    void closeWhenSent() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}

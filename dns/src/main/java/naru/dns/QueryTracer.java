package naru.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import naru.dns.directory.Match;
import naru.dns.forward.Trace;
import naru.dns.forward.Transport;
import naru.dns.wire.MalformedMessage;
import naru.dns.wire.Names;
import naru.dns.wire.ReplyText;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Resolves a name as a container would, and records each step. */
final class QueryTracer implements ReplyHandler {
    private final CompletableFuture<Explanation> result = new CompletableFuture<>();
    private final Trace trace = new Trace();
    private final long started = System.nanoTime();
    private final DnsRuntime runtime;
    private final Responder responder;
    private final String name;

    QueryTracer(DnsRuntime runtime, Responder responder, String name) {
        this.runtime = runtime;
        this.responder = responder;
        this.name = Names.text(name);
    }

    /** Starts the query; for any thread. */
    CompletableFuture<Explanation> ask(byte[] query) {
        runtime.loop()
                .execute(() -> {
                    try {
                        responder.resolverContext().view().matches(name).forEach(this::note);
                        var message = Unpooled.wrappedBuffer(query);
                        runtime.forwarder()
                                .traced(
                                        trace,
                                        () -> responder.answer(message, Transport.UDP, this));
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }

    @Override
    public void known(ByteBuf reply, boolean inAnyOrder) {
        boolean several = inAnyOrder && reply.getUnsignedShort(6) > 1;
        trace.add(
                "answered from the names of the container's networks"
                        + (several ? ", in random order" : ""));
        accept(reply);
    }

    @Override
    public void forwarded() {
        trace.add("no network of the container knows the name, so it is forwarded");
    }

    @Override
    public void accept(ByteBuf reply) {
        var bytes = ByteBufUtil.getBytes(reply);
        reply.release();
        var took = Duration.ofNanos(System.nanoTime() - started);
        result.complete(
                new Explanation(ReplyText.rcode(bytes), answers(bytes), trace.steps(), took));
    }

    private List<String> answers(byte[] reply) {
        try {
            return ReplyText.answers(reply);
        } catch (MalformedMessage e) {
            trace.add("the reply cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private void note(Match match) {
        var addresses =
                match.addresses().stream()
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", "));
        trace.add(
                "network %s: %s has the name, at %s%s"
                        .formatted(
                                match.network(),
                                match.holder(),
                                addresses.isEmpty() ? "no address" : addresses,
                                match.serving() ? "" : " (unhealthy, paused or being stopped)"));
    }
}

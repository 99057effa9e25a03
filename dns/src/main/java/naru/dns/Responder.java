package naru.dns;

import io.netty.buffer.ByteBuf;

import naru.dns.directory.AddressFilter;
import naru.dns.directory.Answer;
import naru.dns.forward.Forwarder;
import naru.dns.forward.Outcome;
import naru.dns.forward.Transport;
import naru.dns.wire.Query;
import naru.dns.wire.QueryReader;
import naru.dns.wire.QueryReader.Message;
import naru.dns.wire.Rcode;
import naru.dns.wire.RecordType;
import naru.dns.wire.ReplyWriter;
import naru.dns.wire.ReverseName;
import naru.network.option.NameOptions.Order;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Answers the queries of one sandbox: from its view, else from an upstream. On the event loop only.
 */
final class Responder {
    /**
     * The maximum of pending forwarded queries of one sandbox; more are refused, without affecting
     * other sandboxes.
     */
    private static final int MAX_PENDING = 4096;

    private final ReplyWriter replies;
    private final Forwarder forwarder;
    private final Random random;
    private volatile ResolverContext resolverContext;
    private int underWay;

    Responder(
            ReplyWriter replies,
            Forwarder forwarder,
            Random random,
            ResolverContext resolverContext) {
        this.replies = replies;
        this.forwarder = forwarder;
        this.random = random;
        this.resolverContext = resolverContext;
    }

    /** Replaces the context of later answers. For any thread. */
    void moveTo(ResolverContext next) {
        resolverContext = next;
    }

    /** The current context. For any thread. */
    ResolverContext resolverContext() {
        return resolverContext;
    }

    /**
     * Answers a message, now or later, at most once; some messages get no reply. The caller keeps
     * {@code message}, the receiver releases the reply.
     */
    void answer(ByteBuf message, Transport transport, ReplyHandler reply) {
        switch (QueryReader.read(message)) {
            case Message.Ignorable() -> {}
            case Message.Unacceptable(int id, Rcode rcode) ->
                    reply.accept(replies.header(id, rcode));
            case Message.Standard(Query query) -> answer(message, query, transport, reply);
        }
    }

    private void answer(ByteBuf message, Query query, Transport transport, ReplyHandler reply) {
        if (query.edns().version() > 0) {
            reply.accept(replies.empty(message, query, Rcode.BADVERS));
        } else if (isForeign(query)) {
            reply.accept(replies.empty(message, query, Rcode.REFUSED));
        } else if (query.type() == RecordType.PTR) {
            reverse(message, query, transport, reply);
        } else {
            lookup(message, query, transport, reply);
        }
    }

    /**
     * Classes other than IN are not served, nor are zone transfers, which take more than one
     * message.
     */
    private static boolean isForeign(Query query) {
        return query.dnsClass() != RecordType.CLASS_IN
                || query.type() == RecordType.AXFR
                || query.type() == RecordType.IXFR;
    }

    private void reverse(ByteBuf message, Query query, Transport transport, ReplyHandler reply) {
        var name = ReverseName.address(query.name()).flatMap(resolverContext.view()::nameOf);
        if (name.isPresent()) {
            var pointer = name.get();
            reply.known(replies.pointer(message, query, pointer.name(), pointer.ttl()), false);
        } else {
            lookup(message, query, transport, reply);
        }
    }

    private void lookup(ByteBuf message, Query query, Transport transport, ReplyHandler reply) {
        switch (resolverContext.view().lookup(query.name(), filter(query.type()))) {
            case Answer.Known(var addresses, int ttl, Order order) -> {
                int limit =
                        transport == Transport.UDP
                                ? query.edns().payload()
                                : ReplyWriter.MAX_LENGTH;
                boolean anyOrder = order == Order.SHUFFLED;
                var ordered = anyOrder ? shuffled(addresses) : addresses;
                reply.known(replies.addresses(message, query, ordered, ttl, limit), anyOrder);
            }
            case Answer.Nowhere() -> reply.accept(replies.empty(message, query, Rcode.NXDOMAIN));
            case Answer.Unknown() -> unknown(message, query, transport, reply);
        }
    }

    private static AddressFilter filter(int type) {
        return switch (type) {
            case RecordType.A -> AddressFilter.IPV4;
            case RecordType.AAAA -> AddressFilter.IPV6;
            case RecordType.ANY -> AddressFilter.ALL;
            default -> AddressFilter.NONE;
        };
    }

    private List<InetAddress> shuffled(List<InetAddress> addresses) {
        if (addresses.size() < 2) {
            return addresses;
        }
        var shuffled = new ArrayList<>(addresses);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private void unknown(ByteBuf message, Query query, Transport transport, ReplyHandler reply) {
        boolean asksForAddress = filter(query.type()) != AddressFilter.NONE;
        if (resolverContext.keepsBareNames() && asksForAddress && query.name().indexOf('.') < 0) {
            reply.accept(replies.empty(message, query, Rcode.NOERROR));
        } else if (underWay >= MAX_PENDING || forwarder.isFull()) {
            reply.accept(replies.empty(message, query, Rcode.REFUSED));
        } else {
            forward(message, query, transport, reply);
        }
    }

    private void forward(ByteBuf message, Query query, Transport transport, ReplyHandler reply) {
        underWay++;
        reply.forwarded();
        var kept = message.retain();
        forwarder.forward(
                kept,
                query,
                transport,
                resolverContext.upstreams().get(),
                outcome -> {
                    underWay--;
                    reply.accept(
                            switch (outcome) {
                                case Outcome.Reply(ByteBuf upstreamReply) -> upstreamReply;
                                case Outcome.Nothing() ->
                                        replies.empty(kept, query, Rcode.SERVFAIL);
                            });
                    kept.release();
                });
    }
}

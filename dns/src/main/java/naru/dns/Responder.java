package naru.dns;

import io.netty.buffer.ByteBuf;

import naru.dns.directory.Answer;
import naru.dns.directory.Family;
import naru.dns.forward.Forwarder;
import naru.dns.forward.Forwarder.Outcome;
import naru.dns.forward.Transport;
import naru.dns.wire.Query;
import naru.dns.wire.QueryReader;
import naru.dns.wire.QueryReader.Message;
import naru.dns.wire.Rcode;
import naru.dns.wire.RecordType;
import naru.dns.wire.ReplyWriter;
import naru.dns.wire.ReverseName;
import naru.network.model.NameOptions.Order;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Answers the questions of one sandbox: from its view, else from an upstream. On the event loop
 * only.
 */
final class Responder {
    /**
     * Forwarded questions of one sandbox that are under way; beyond them it is refused, and others
     * are not.
     */
    private static final int MOST_UNDER_WAY = 4096;

    private final ReplyWriter replies;
    private final Forwarder forwarder;
    private final Random random;
    private volatile Standpoint standpoint;
    private int underWay;

    Responder(ReplyWriter replies, Forwarder forwarder, Random random, Standpoint standpoint) {
        this.replies = replies;
        this.forwarder = forwarder;
        this.random = random;
        this.standpoint = standpoint;
    }

    /** From now on answers from {@code standpoint}. For any thread. */
    void moveTo(Standpoint next) {
        standpoint = next;
    }

    /** What answers depend on at this moment. For any thread. */
    Standpoint standpoint() {
        return standpoint;
    }

    /**
     * Answers a message, now or later, at most once; some messages deserve no reply. The caller
     * keeps {@code message}, the receiver releases the reply.
     */
    void answer(ByteBuf message, Transport transport, ReplyTo reply) {
        switch (QueryReader.read(message)) {
            case Message.Ignorable() -> {}
            case Message.Unacceptable(int id, Rcode rcode) ->
                    reply.accept(replies.header(id, rcode));
            case Message.Standard(Query query) -> answer(message, query, transport, reply);
        }
    }

    private void answer(ByteBuf message, Query query, Transport transport, ReplyTo reply) {
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
     * Other classes than that of the Internet are nobody's here, and a zone transfer is more than
     * one message.
     */
    private static boolean isForeign(Query query) {
        return query.dnsClass() != RecordType.CLASS_IN
                || query.type() == RecordType.AXFR
                || query.type() == RecordType.IXFR;
    }

    private void reverse(ByteBuf message, Query query, Transport transport, ReplyTo reply) {
        var name = ReverseName.address(query.name()).flatMap(standpoint.view()::nameOf);
        if (name.isPresent()) {
            var pointer = name.get();
            reply.known(replies.pointer(message, query, pointer.name(), pointer.ttl()), false);
        } else {
            lookup(message, query, transport, reply);
        }
    }

    private void lookup(ByteBuf message, Query query, Transport transport, ReplyTo reply) {
        switch (standpoint.view().lookup(query.name(), family(query.type()))) {
            case Answer.Known(var addresses, int ttl, Order order) -> {
                int limit =
                        transport == Transport.UDP ? query.edns().payload() : ReplyWriter.LONGEST;
                boolean anyOrder = order == Order.SHUFFLED;
                var ordered = anyOrder ? shuffled(addresses) : addresses;
                reply.known(replies.addresses(message, query, ordered, ttl, limit), anyOrder);
            }
            case Answer.Nowhere() -> reply.accept(replies.empty(message, query, Rcode.NXDOMAIN));
            case Answer.Unknown() -> unknown(message, query, transport, reply);
        }
    }

    private static Family family(int type) {
        return switch (type) {
            case RecordType.A -> Family.IPV4;
            case RecordType.AAAA -> Family.IPV6;
            case RecordType.ANY -> Family.BOTH;
            default -> Family.NEITHER;
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

    private void unknown(ByteBuf message, Query query, Transport transport, ReplyTo reply) {
        boolean asksForAddress = family(query.type()) != Family.NEITHER;
        if (standpoint.keepsBareNames() && asksForAddress && query.name().indexOf('.') < 0) {
            reply.accept(replies.empty(message, query, Rcode.NOERROR));
        } else if (underWay >= MOST_UNDER_WAY || forwarder.isFull()) {
            reply.accept(replies.empty(message, query, Rcode.REFUSED));
        } else {
            forward(message, query, transport, reply);
        }
    }

    private void forward(ByteBuf message, Query query, Transport transport, ReplyTo reply) {
        underWay++;
        reply.passedOn();
        var kept = message.retain();
        forwarder.forward(
                kept,
                query,
                transport,
                standpoint.upstreams().get(),
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

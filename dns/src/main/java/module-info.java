/** The name server of every sandbox, at 127.0.0.11. */
module naru.dns {
    requires static transitive org.jspecify;
    requires transitive naru.network;
    requires naru.linux;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;

    exports naru.dns;
}

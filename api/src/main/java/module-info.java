/** The Docker Engine API over Unix sockets and TCP. */
module naru.api {
    requires static transitive org.jspecify;
    requires transitive naru.cluster;
    requires transitive naru.container;
    requires transitive naru.dns;
    requires io.avaje.jsonb;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;

    exports naru.api;
    exports naru.api.resource;
    exports naru.api.swarm;

    provides io.avaje.jsonb.spi.JsonbExtension with
            naru.api.json.jsonb.GeneratedJsonComponent;
}

/** A client of etcd that loses no event and repeats no write whose outcome is unknown. */
module naru.etcd {
    requires static transitive org.jspecify;
    requires com.google.protobuf;
    requires transitive io.grpc;
    requires io.grpc.netty;
    requires io.grpc.protobuf.lite;
    requires io.grpc.stub;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;

    exports naru.etcd;
}

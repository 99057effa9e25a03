/** Networks, endpoints and sandboxes, and how they are made on this host. */
module naru.network {
    requires static transitive org.jspecify;
    requires transitive naru.linux;
    requires io.avaje.jsonb;
}

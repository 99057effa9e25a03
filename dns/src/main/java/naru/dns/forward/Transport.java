package naru.dns.forward;

/** The transport of a query, which is also used to forward it. */
public enum Transport {
    UDP,
    TCP
}

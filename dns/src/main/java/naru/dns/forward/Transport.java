package naru.dns.forward;

/** How a question came, and so how it is passed on. */
public enum Transport {
    UDP,
    TCP
}

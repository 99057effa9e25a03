/*
 * Port unreachable. A container's kernel reports a closed UDP port to the relay; the client gets the
 * same report, as it would if the kernel had translated. The two raw sockets are opened before the
 * privileges are dropped. They receive nothing, so that only sending is left of the privilege.
 */
#include "relay.h"

#include <linux/filter.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>

int icmp4 = -1, icmp6 = -1;

static int open_sender(int family, int protocol) {
    int fd = socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog filter = {1, &nothing};
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) < 0) {
        close(fd);
        return -1;
    }
    set(fd, SOL_SOCKET, SO_LOCK_FILTER, 1);
    return fd;
}

/* Without CAP_NET_RAW there are no such reports. */
void open_icmp(void) {
    icmp4 = open_sender(AF_INET, IPPROTO_ICMP);
    icmp6 = open_sender(AF_INET6, IPPROTO_ICMPV6);
}

static uint16_t checksum(const void *bytes, size_t size) {
    const uint16_t *words = bytes;
    uint32_t sum = 0;
    for (size_t i = 0; i < size / 2; i++) {
        sum += words[i];
    }
    sum = (sum >> 16) + (sum & 0xffff);
    return (uint16_t)~(sum + (sum >> 16));
}

static void send_from(int fd, const Session *session, void *packet, size_t size, int level, int type,
                      const void *info, size_t info_size) {
    char about[128] = {0};
    Address to = session->client;
    if (to.any.sa_family == AF_INET) {
        to.v4.sin_port = 0;
    } else {
        to.v6.sin6_port = 0; /* that of a raw socket is a protocol */
    }
    struct iovec part = {packet, size};
    struct msghdr message = {.msg_name = &to, .msg_namelen = size_of(&to),
                             .msg_iov = &part, .msg_iovlen = 1,
                             .msg_control = about, .msg_controllen = CMSG_SPACE(info_size)};
    struct cmsghdr *c = (struct cmsghdr *)about;
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(info_size);
    memcpy(CMSG_DATA(c), info, info_size);
    sendmsg(fd, &message, MSG_NOSIGNAL);
}

/* RFC 792: the header of the datagram that is reported, and its first eight bytes. */
static void unreachable4(const Session *session) {
    struct __attribute__((packed)) {
        struct icmphdr icmp;
        struct iphdr ip;
        struct udphdr udp;
    } packet = {
        .icmp = {.type = ICMP_DEST_UNREACH, .code = ICMP_PORT_UNREACH},
        .ip = {.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP},
        .udp = {.len = htons(sizeof(struct udphdr))},
    };
    packet.ip.tot_len = htons(sizeof packet.ip + sizeof packet.udp);
    packet.ip.saddr = session->client.v4.sin_addr.s_addr;
    memcpy(&packet.ip.daddr, &session->local, sizeof packet.ip.daddr);
    struct iphdr ip = packet.ip;
    packet.ip.check = checksum(&ip, sizeof ip);
    packet.udp.source = session->client.v4.sin_port;
    packet.udp.dest = session->port->host.v4.sin_port;
    uint16_t words[sizeof packet / 2];
    memcpy(words, &packet, sizeof packet);
    packet.icmp.checksum = checksum(words, sizeof words);
    struct in_pktinfo info = {0};
    memcpy(&info.ipi_spec_dst, &session->local, sizeof info.ipi_spec_dst);
    send_from(icmp4, session, &packet, sizeof packet, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
}

/* RFC 4443 section 3.1; the kernel adds the checksum. */
static void unreachable6(const Session *session) {
    struct __attribute__((packed)) {
        struct icmp6_hdr icmp;
        struct ip6_hdr ip;
        struct udphdr udp;
    } packet = {
        .icmp = {.icmp6_type = ICMP6_DST_UNREACH, .icmp6_code = ICMP6_DST_UNREACH_NOPORT},
        .udp = {.len = htons(sizeof(struct udphdr))},
    };
    packet.ip.ip6_flow = htonl(6u << 28);
    packet.ip.ip6_plen = htons(sizeof packet.udp);
    packet.ip.ip6_nxt = IPPROTO_UDP;
    packet.ip.ip6_hlim = 64;
    packet.ip.ip6_src = session->client.v6.sin6_addr;
    packet.ip.ip6_dst = session->local;
    packet.udp.source = session->client.v6.sin6_port;
    packet.udp.dest = session->port->host.v6.sin6_port;
    struct in6_pktinfo info = {.ipi6_addr = session->local, .ipi6_ifindex = session->interface};
    send_from(icmp6, session, &packet, sizeof packet, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
}

/* The kernel of the container limits the rate of its reports, which bounds these. */
void send_port_unreachable(const Session *session) {
    if (session->client.any.sa_family == AF_INET && icmp4 >= 0) {
        unreachable4(session);
    } else if (session->client.any.sa_family == AF_INET6 && icmp6 >= 0) {
        unreachable6(session);
    }
}

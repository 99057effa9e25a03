/*
 * What the kernel itself asks for one endpoint: the lower bound for an engine.
 *
 * One round: a new network namespace bound to a file; a veth pair in one message, its far end born inside with name and MAC, its near
 * end in a bridge and up; inside: lo up, address, eth0 up, default route in one send. Then everything is dropped again.
 * Prints the median and the 99th percentile of the attach in microseconds: "floor p50=<us> p99=<us>".
 *
 * With "keep" nothing is dropped in between, and the medians are those of the first and of the last twenty rounds:
 * "floor first=<us> last=<us>".
 *
 * usage: floor [rounds] [keep]      needs root; works in namespaces of its own
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char buffer[8192];
static unsigned used, messages;

static void must(int ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static struct nlmsghdr *begin(int type, int flags, const void *body, int length) {
    struct nlmsghdr *h = (void *)(buffer + used);
    memset(h, 0, NLMSG_LENGTH(length));
    h->nlmsg_len = NLMSG_LENGTH(length);
    h->nlmsg_type = type;
    h->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
    memcpy(NLMSG_DATA(h), body, length);
    return h;
}

static struct rtattr *attribute(struct nlmsghdr *h, int type, const void *data, int length) {
    struct rtattr *a = (void *)((char *)h + NLMSG_ALIGN(h->nlmsg_len));
    a->rta_type = type;
    a->rta_len = RTA_LENGTH(length);
    if (length) memcpy(RTA_DATA(a), data, length);
    h->nlmsg_len = NLMSG_ALIGN(h->nlmsg_len) + RTA_ALIGN(a->rta_len);
    return a;
}

static void close_nest(struct nlmsghdr *h, struct rtattr *a) { a->rta_len = (char *)h + h->nlmsg_len - (char *)a; }

static void end(struct nlmsghdr *h) {
    used += NLMSG_ALIGN(h->nlmsg_len);
    messages++;
}

static void flush(int s, const char *what) {
    static char answer[16384];
    must(send(s, buffer, used, 0) == (ssize_t)used, what);
    while (messages > 0) {
        int n = recv(s, answer, sizeof answer, 0);
        must(n > 0, what);
        for (struct nlmsghdr *h = (void *)answer; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            if (h->nlmsg_type != NLMSG_ERROR) continue;
            errno = -((struct nlmsgerr *)NLMSG_DATA(h))->error;
            must(errno == 0, what);
            messages--;
        }
    }
    used = 0;
}

static int netlink(void) {
    int s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    must(s >= 0, "socket");
    return s;
}

static void up(int index) {
    struct ifinfomsg i = {.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    end(begin(RTM_NEWLINK, 0, &i, sizeof i));
}

static void address(int index, const char *text, int length) {
    struct ifaddrmsg a = {.ifa_family = AF_INET, .ifa_prefixlen = length, .ifa_index = index};
    unsigned value;
    inet_pton(AF_INET, text, &value);
    struct nlmsghdr *h = begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &a, sizeof a);
    attribute(h, IFA_LOCAL, &value, 4);
    attribute(h, IFA_ADDRESS, &value, 4);
    end(h);
}

static void bridge(const char *name) {
    struct ifinfomsg i = {.ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    struct nlmsghdr *h = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &i, sizeof i);
    attribute(h, IFLA_IFNAME, name, strlen(name) + 1);
    struct rtattr *info = attribute(h, IFLA_LINKINFO, 0, 0);
    attribute(h, IFLA_INFO_KIND, "bridge", 7);
    close_nest(h, info);
    end(h);
}

static void veth(const char *name, int netns, int master) {
    static const unsigned char mac[6] = {2, 0x42, 10, 98, 0, 2};
    struct ifinfomsg i = {.ifi_flags = IFF_UP, .ifi_change = IFF_UP}, peer = {0};
    struct nlmsghdr *h = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &i, sizeof i);
    attribute(h, IFLA_IFNAME, name, strlen(name) + 1);
    attribute(h, IFLA_MASTER, &master, 4);
    struct rtattr *info = attribute(h, IFLA_LINKINFO, 0, 0);
    attribute(h, IFLA_INFO_KIND, "veth", 5);
    struct rtattr *data = attribute(h, IFLA_INFO_DATA, 0, 0);
    struct rtattr *far_end = attribute(h, VETH_INFO_PEER, 0, 0);
    memcpy((char *)h + NLMSG_ALIGN(h->nlmsg_len), &peer, sizeof peer);
    h->nlmsg_len += sizeof peer;
    attribute(h, IFLA_IFNAME, "eth0", 5);
    attribute(h, IFLA_NET_NS_FD, &netns, 4);
    attribute(h, IFLA_ADDRESS, mac, 6);
    close_nest(h, far_end);
    close_nest(h, data);
    close_nest(h, info);
    end(h);
}

/* The veth driver chooses the far end's index, so it has to be asked for. */
static int index_of_eth0(int s) {
    static char answer[8192];
    struct ifinfomsg i = {0};
    struct nlmsghdr *h = begin(RTM_GETLINK, 0, &i, sizeof i);
    h->nlmsg_flags = NLM_F_REQUEST;
    attribute(h, IFLA_IFNAME, "eth0", 5);
    must(send(s, h, h->nlmsg_len, 0) > 0 && recv(s, answer, sizeof answer, 0) > 0, "RTM_GETLINK");
    h = (void *)answer;
    must(h->nlmsg_type == RTM_NEWLINK, "RTM_GETLINK eth0");
    return ((struct ifinfomsg *)NLMSG_DATA(h))->ifi_index;
}

static void default_route(const char *gateway) {
    struct rtmsg r = {.rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_BOOT, .rtm_type = RTN_UNICAST};
    unsigned value;
    inet_pton(AF_INET, gateway, &value);
    struct nlmsghdr *h = begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &r, sizeof r);
    attribute(h, RTA_GATEWAY, &value, 4);
    end(h);
}

static double now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
    double d = *(const double *)a - *(const double *)b;
    return (d > 0) - (d < 0);
}

static double median_of_twenty(const double *took) {
    double copy[20];
    memcpy(copy, took, sizeof copy);
    qsort(copy, 20, sizeof *copy, ascending);
    return copy[10];
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 300, keep = argc > 2 && strcmp(argv[2], "keep") == 0;
    struct rlimit files = {2 * rounds + 100, 2 * rounds + 100};
    must(!keep || (rounds >= 40 && setrlimit(RLIMIT_NOFILE, &files) == 0), "room for what is kept");
    char folder[] = "/tmp/floorXXXXXX", path[64], name[16];
    must(unshare(CLONE_NEWNET | CLONE_NEWNS) == 0, "unshare (root is needed)");
    must(mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) == 0, "private mounts");
    must(mkdtemp(folder) && mount("tmpfs", folder, "tmpfs", 0, 0) == 0, "tmpfs");
    int home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), host = netlink();
    bridge("br0");
    flush(host, "bridge");
    int master = if_nametoindex("br0");
    address(master, "10.98.0.1", 16);
    flush(host, "bridge address");

    double *took = calloc(rounds, sizeof *took);
    for (int i = 0; i < rounds; i++) {
        snprintf(path, sizeof path, "%s/%d", folder, i);
        snprintf(name, sizeof name, "v%d", i);
        double start = now_us();
        must(unshare(CLONE_NEWNET) == 0, "unshare net");
        close(open(path, O_CREAT | O_EXCL | O_RDONLY | O_CLOEXEC, 0444));
        must(mount("/proc/thread-self/ns/net", path, 0, MS_BIND, 0) == 0, "bind");
        int netns = open(path, O_RDONLY | O_CLOEXEC), inside = netlink();
        must(setns(home, CLONE_NEWNET) == 0, "setns");
        veth(name, netns, master);
        flush(host, "veth");
        int eth0 = index_of_eth0(inside);
        up(1);
        address(eth0, "10.98.0.2", 16);
        up(eth0);
        default_route("10.98.0.1");
        flush(inside, "inside");
        took[i] = now_us() - start;
        close(inside);
        close(netns);
        if (keep) continue;
        umount2(path, MNT_DETACH); /* the namespace was the last to hold the pair: the kernel removes both */
        unlink(path);
        usleep(2000);
    }
    if (keep) printf("floor first=%.0f last=%.0f\n", median_of_twenty(took), median_of_twenty(took + rounds - 20));
    for (int i = 0; keep && i < rounds; i++) {
        snprintf(path, sizeof path, "%s/%d", folder, i);
        umount2(path, MNT_DETACH);
    }
    qsort(took, rounds, sizeof *took, ascending);
    if (!keep) printf("floor p50=%.0f p99=%.0f\n", took[rounds / 2], took[rounds * 99 / 100]);
    umount2(folder, MNT_DETACH);
    rmdir(folder);
    return 0;
}

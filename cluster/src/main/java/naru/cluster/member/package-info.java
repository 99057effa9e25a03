/**
 * etcd on this host: {@link naru.cluster.member.EtcdMember} runs it, {@link
 * naru.cluster.member.Members} changes the members of the cluster.
 */
@NullMarked
package naru.cluster.member;

import org.jspecify.annotations.NullMarked;
